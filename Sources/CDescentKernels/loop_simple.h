// Simple instructions: those that take hardly longer than loading and storing their operands.
//
// A run of them is executed chunk by chunk, all of it for one chunk before the next, so that a
// result that only the next instruction uses never leaves the vector registers: it is `last`.
// Of the eleven results in an update of Adam one is stored besides the outputs, and the update
// takes 40 % of the time that it takes with a loop per instruction.

// One chunk. It may begin anywhere; the compiler splits it into registers as the processor has.
typedef T LOOP(chunk) __attribute__((vector_size(GRANULE), aligned(T_SIZE), may_alias));
typedef INTEGER LOOP(chunk_bits) __attribute__((vector_size(GRANULE)));

typedef struct {
  int32_t code;    // 4 * opcode + the source that is `last`, 0 for none, 1 for a, ...
  int32_t run;     // simple instructions from here on, without a gap; 0 if this one is not
  bool stored;     // whether the result is needed in memory
  const T *a, *b, *c;
  T *dst;
} LOOP(step);
_Static_assert(sizeof(LOOP(step)) <= STEP_BYTES, "room in the scratch memory");

// From the last instruction to the first: `needed` tells of each register whether the value that
// it has at that point is read later from memory.
INLINE void LOOP(prepare)(const descent_loop *loop, LOOP(step) *steps, bool *needed) {
  memset(needed, 0, (size_t)loop->register_count);
  for (int32_t k = 0; k < loop->output_count; k++) needed[loop->outputs[k].reg] = true;
  for (int32_t k = 0; k < loop->reduction_count; k++) needed[loop->reductions[k].reg] = true;
  for (int32_t k = loop->instruction_count - 1, run = 0; k >= 0; k--) {
    const descent_instruction *i = &loop->instructions[k];
    run = is_simple(i->opcode) ? run + 1 : 0;
    int32_t previous = run > 0 && k > 0 && is_simple(i[-1].opcode) ? i[-1].dst : -1;
    steps[k] = (LOOP(step)){.code = 4 * (int32_t)i->opcode, .run = run, .stored = needed[i->dst]};
    needed[i->dst] = false;
    const int32_t sources[] = {i->a, i->b, i->c};
    for (int s = 0; s < source_count(i->opcode); s++) {
      if (sources[s] == previous && steps[k].code % 4 == 0)
        steps[k].code += s + 1;
      else
        needed[sources[s]] = true;
    }
  }
}

INLINE void LOOP(locate)(const descent_loop *loop, LOOP(step) *steps, T *const *reg) {
  for (int32_t k = 0; k < loop->instruction_count; k++) {
    const descent_instruction *i = &loop->instructions[k];
    int sources = source_count(i->opcode);
    steps[k].dst = reg[i->dst];
    steps[k].a = reg[i->a];
    if (sources > 1) steps[k].b = reg[i->b];
    if (sources > 2) steps[k].c = reg[i->c];
  }
}

#define AT(source) (*(const LOOP(chunk) *)(step->source + at))
#define CASE(opcode, last_source, X, Y, Z, expression) \
  case 4 * opcode + last_source: { \
    LOOP(chunk) x = X, y = Y, z = Z; \
    (void)y, (void)z; \
    last = expression; \
    break; \
  }
#define UNARY(opcode, expression) \
  CASE(opcode, 0, AT(a), x, x, expression) \
  CASE(opcode, 1, last, x, x, expression)
#define BINARY(opcode, expression) \
  CASE(opcode, 0, AT(a), AT(b), x, expression) \
  CASE(opcode, 1, last, AT(b), x, expression) \
  CASE(opcode, 2, AT(a), last, x, expression)
#define TERNARY(opcode, expression) \
  CASE(opcode, 0, AT(a), AT(b), AT(c), expression) \
  CASE(opcode, 1, last, AT(b), AT(c), expression) \
  CASE(opcode, 2, AT(a), last, AT(c), expression) \
  CASE(opcode, 3, AT(a), AT(b), last, expression)

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
        TERNARY(DESCENT_SELECT, CHOOSE(x != 0, y, z))
        TERNARY(DESCENT_MULTIPLY_ADD, x * y + z)
        TERNARY(DESCENT_MULTIPLY_SUBTRACT, x * y - z)
        TERNARY(DESCENT_SUBTRACT_PRODUCT, z - x * y)
        default: __builtin_unreachable();
      }
      if (step->stored) *(LOOP(chunk) *)(step->dst + at) = last;
    }
}

#undef AT
#undef CASE
#undef UNARY
#undef BINARY
#undef TERNARY
#undef CHOOSE
#undef ONE_IF
