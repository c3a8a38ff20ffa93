// Simple instructions: those that take hardly longer than loading and storing their operands.
//
// A run of them is executed chunk by chunk, all of it for one chunk before the next, so that a
// result that only the next instruction uses never leaves the vector registers: it is `last`.
// A scalar operand is loaded once per chunk, not once per vector register.
// MEASURED

// One chunk. It may begin anywhere; the compiler splits it into registers as the processor has.
typedef T LOOP(chunk) __attribute__((vector_size(GRANULE), aligned(T_SIZE), may_alias));
typedef INTEGER LOOP(chunk_bits) __attribute__((vector_size(GRANULE)));

typedef struct {
  int32_t code;  // PLACED
  int32_t run;   // simple instructions from here on, without a gap; 0 if this one is not
  int32_t dst_reg, source_reg[3], sources;
  bool stored;   // whether the result is needed in memory
  T *dst;
  const T *source[3];
} LOOP(step);
_Static_assert(sizeof(LOOP(step)) <= STEP_BYTES, "room in the scratch memory");

// From the last instruction to the first: `needed` tells of each register whether the value that
// it has at that point is read later from memory. In the end, which operands are read as tiles.
INLINE void LOOP(prepare)(const descent_loop *loop, LOOP(step) *steps, bool *needed) {
  memset(needed, 0, (size_t)loop->register_count);
  for (int32_t k = 0; k < loop->output_count; k++) needed[loop->outputs[k].reg] = true;
  for (int32_t k = 0; k < loop->reduction_count; k++) needed[loop->reductions[k].reg] = true;
  for (int32_t k = loop->instruction_count - 1, run = 0; k >= 0; k--) {
    const descent_instruction *i = &loop->instructions[k];
    run = is_simple(i->opcode) ? run + 1 : 0;
    steps[k] = (LOOP(step)){.run = run, .dst_reg = i->dst, .source_reg = {i->a, i->b, i->c},
                            .sources = source_count(i->opcode), .stored = needed[i->dst]};
    needed[i->dst] = false;
    source_place places[3] = {MEMORY, MEMORY, MEMORY};
    bool has_last = k > 0 && is_simple(i[-1].opcode);
    if (run > 0)
      find_places(loop, i->opcode, has_last ? i[-1].dst : -1, steps[k].source_reg, places);
    steps[k].code = PLACED(i->opcode, places[0], places[1], places[2]);
    for (int s = 0; s < steps[k].sources; s++)
      if (places[s] == MEMORY) needed[steps[k].source_reg[s]] = true;
  }
}

// Points the steps to the registers of this tile.
INLINE void LOOP(locate)(LOOP(step) *steps, int32_t count, T *const *reg) {
  for (LOOP(step) *step = steps; step < steps + count; step++) {
    step->dst = reg[step->dst_reg];
    for (int s = 0; s < step->sources; s++) step->source[s] = reg[step->source_reg[s]];
  }
}

// Less `zero`, a scalar is a chunk of the same value, -0 and NaN included.
#define FROM_MEMORY(s) (*(const LOOP(chunk) *)(step->source[s] + at))
#define FROM_LAST(s) last
#define FROM_SCALAR(s) (*step->source[s] - zero)
#define ONE(opcode, A, expression) \
  case PLACED(opcode, A, MEMORY, MEMORY): { \
    LOOP(chunk) x = FROM_##A(0); \
    last = expression; \
    break; \
  }
#define TWO(opcode, A, B, expression) \
  case PLACED(opcode, A, B, MEMORY): { \
    LOOP(chunk) x = FROM_##A(0), y = FROM_##B(1); \
    last = expression; \
    break; \
  }
#define THREE(opcode, A, B, C, expression) \
  case PLACED(opcode, A, B, C): { \
    LOOP(chunk) x = FROM_##A(0), y = FROM_##B(1), z = FROM_##C(2); \
    last = expression; \
    break; \
  }
#define UNARY(opcode, expression) \
  ONE(opcode, MEMORY, expression) \
  ONE(opcode, LAST, expression)
#define BINARY(opcode, expression) \
  TWO(opcode, MEMORY, MEMORY, expression) \
  TWO(opcode, LAST, MEMORY, expression) \
  TWO(opcode, MEMORY, LAST, expression) \
  TWO(opcode, SCALAR, MEMORY, expression) \
  TWO(opcode, MEMORY, SCALAR, expression) \
  TWO(opcode, SCALAR, LAST, expression) \
  TWO(opcode, LAST, SCALAR, expression)
#define CHOICE(opcode, expression) \
  THREE(opcode, MEMORY, MEMORY, MEMORY, expression) \
  THREE(opcode, LAST, MEMORY, MEMORY, expression) \
  THREE(opcode, MEMORY, LAST, MEMORY, expression) \
  THREE(opcode, MEMORY, MEMORY, LAST, expression)
#define PRODUCT(opcode, expression) \
  THREE(opcode, MEMORY, MEMORY, MEMORY, expression) \
  THREE(opcode, LAST, MEMORY, MEMORY, expression) \
  THREE(opcode, MEMORY, MEMORY, LAST, expression) \
  THREE(opcode, SCALAR, MEMORY, MEMORY, expression) \
  THREE(opcode, SCALAR, LAST, MEMORY, expression) \
  THREE(opcode, SCALAR, MEMORY, LAST, expression)

// A comparison of chunks has all bits set where it holds.
#define CHOOSE(condition, yes, no) \
  (LOOP(chunk))(((LOOP(chunk_bits))(yes) & (condition)) | ((LOOP(chunk_bits))(no) & ~(condition)))
#define ONE_IF(condition) (LOOP(chunk))((condition) & (LOOP(chunk_bits))one)

INLINE void LOOP(run_simple)(const LOOP(step) *first, int64_t n) {
  const LOOP(step) *end = first + first->run;
  const LOOP(chunk) zero = {0}, one = zero + 1;
  LOOP(chunk) last = zero;
  for (int64_t at = 0; at < n; at += GRANULE / T_SIZE)
    for (const LOOP(step) *step = first; step < end; step++) {
      switch (step->code) {
        UNARY(DESCENT_COPY, x)
        UNARY(DESCENT_NEGATE, -x)
        UNARY(DESCENT_ABS, __builtin_elementwise_abs(x))
        UNARY(DESCENT_SIGN, CHOOSE(x > 0, one, CHOOSE(x < 0, -one, x)))
        UNARY(DESCENT_SQUARE, x * x)
        UNARY(DESCENT_SQRT, __builtin_elementwise_sqrt(x))
        UNARY(DESCENT_RSQRT, 1 / __builtin_elementwise_sqrt(x))
        UNARY(DESCENT_RECIPROCAL, 1 / x)
        UNARY(DESCENT_RELU, CHOOSE(x < 0, zero, x))
        UNARY(DESCENT_IS_FINITE, ONE_IF(__builtin_elementwise_abs(x) < (T)INFINITY))
        UNARY(DESCENT_NOT, ONE_IF(x == 0))
        BINARY(DESCENT_ADD, x + y)
        BINARY(DESCENT_SUBTRACT, x - y)
        BINARY(DESCENT_MULTIPLY, x * y)
        BINARY(DESCENT_DIVIDE, x / y)
        BINARY(DESCENT_MINIMUM, CHOOSE((x < y) | (x != x), x, y))
        BINARY(DESCENT_MAXIMUM, CHOOSE((x > y) | (x != x), x, y))
        BINARY(DESCENT_LESS, ONE_IF(x < y))
        BINARY(DESCENT_LESS_EQUAL, ONE_IF(x <= y))
        BINARY(DESCENT_EQUAL, ONE_IF(x == y))
        BINARY(DESCENT_NOT_EQUAL, ONE_IF(x != y))
        BINARY(DESCENT_AND, ONE_IF((x != 0) & (y != 0)))
        BINARY(DESCENT_OR, ONE_IF((x != 0) | (y != 0)))
        CHOICE(DESCENT_SELECT, CHOOSE(x != 0, y, z))
        PRODUCT(DESCENT_MULTIPLY_ADD, x * y + z)
        PRODUCT(DESCENT_MULTIPLY_SUBTRACT, x * y - z)
        PRODUCT(DESCENT_SUBTRACT_PRODUCT, z - x * y)
        default: __builtin_unreachable();
      }
      if (step->stored) *(LOOP(chunk) *)(step->dst + at) = last;
    }
}

#undef FROM_MEMORY
#undef FROM_LAST
#undef FROM_SCALAR
#undef ONE
#undef TWO
#undef THREE
#undef UNARY
#undef BINARY
#undef CHOICE
#undef PRODUCT
#undef CHOOSE
#undef ONE_IF
