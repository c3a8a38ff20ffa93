// The instructions, each a loop over one tile. `n` is a whole number of granules. A destination
// may be the same tile as a source, never overlap one otherwise: hence assume_safety.
#define EACH \
  _Pragma("clang loop vectorize(assume_safety) interleave_count(2)") \
  for (int64_t i = 0; i < n; i++)
#define UNARY(code, expression) \
  case code: \
    EACH { \
      T x = a[i]; \
      d[i] = expression; \
    } \
    break;
#define BINARY(code, expression) \
  case code: { \
    const T *b = reg[instruction->b]; \
    EACH { \
      T x = a[i], y = b[i]; \
      d[i] = expression; \
    } \
    break; \
  }
#define LIBRARY(code, expression) \
  case code: \
    for (int64_t i = 0; i < n; i++) { \
      T x = a[i]; \
      d[i] = expression; \
    } \
    break;
#define TERNARY(code, expression) \
  case code: { \
    const T *b = reg[instruction->b], *c = reg[instruction->c]; \
    EACH { \
      T x = a[i], y = b[i], z = c[i]; \
      d[i] = expression; \
    } \
    break; \
  }

// sin and cos: the vector code is right near zero only, so elements far away are done again.
#define CIRCULAR(code, function) \
  case code: \
    for (int64_t first = 0; first < n; first += GRANULE / T_SIZE) { \
      T x[GRANULE / T_SIZE]; \
      int outside = 0; \
      for (int i = 0; i < GRANULE / T_SIZE; i++) { \
        x[i] = a[first + i]; \
        bool inside = LIBM(fabs)(x[i]) <= CIRCLE; \
        outside |= !inside; \
        d[first + i] = MATH(function)(inside ? x[i] : 0); \
      } \
      for (int i = 0; outside && i < GRANULE / T_SIZE; i++) \
        if (!(LIBM(fabs)(x[i]) <= CIRCLE)) d[first + i] = LIBM(function)(x[i]); \
    } \
    break;

INLINE void LOOP(execute)(const descent_instruction *instruction, T *const *reg, int64_t n) {
  T *d = reg[instruction->dst];
  const T *a = reg[instruction->a];
  // A compiler that knows this leaves out the loop for the remaining elements.
  n = n / (GRANULE / T_SIZE) * (GRANULE / T_SIZE);
  __builtin_assume(n >= GRANULE / T_SIZE);
  switch (instruction->opcode) {
    UNARY(DESCENT_COPY, x)
    UNARY(DESCENT_NEGATE, -x)
    UNARY(DESCENT_ABS, LIBM(fabs)(x))
    UNARY(DESCENT_SIGN, x > 0 ? 1 : x < 0 ? -1 : x)
    UNARY(DESCENT_FLOOR, __builtin_elementwise_floor(x))
    UNARY(DESCENT_CEIL, __builtin_elementwise_ceil(x))
    UNARY(DESCENT_ROUND, __builtin_elementwise_roundeven(x))
    UNARY(DESCENT_SQUARE, x * x)
    UNARY(DESCENT_SQRT, __builtin_elementwise_sqrt(x))
    UNARY(DESCENT_RSQRT, 1 / __builtin_elementwise_sqrt(x))
    UNARY(DESCENT_RECIPROCAL, 1 / x)
    UNARY(DESCENT_RELU, x < 0 ? 0 : x)
    UNARY(DESCENT_EXP, MATH(exp)(x))
    UNARY(DESCENT_EXPM1, MATH(expm1)(x))
    UNARY(DESCENT_LOG, MATH(log)(x))
    UNARY(DESCENT_LOG1P, MATH(log1p)(x))
    CIRCULAR(DESCENT_SIN, sin)
    CIRCULAR(DESCENT_COS, cos)
    LIBRARY(DESCENT_TAN, LIBM(tan)(x))
    LIBRARY(DESCENT_ASIN, LIBM(asin)(x))
    LIBRARY(DESCENT_ACOS, LIBM(acos)(x))
    LIBRARY(DESCENT_ATAN, LIBM(atan)(x))
    LIBRARY(DESCENT_SINH, LIBM(sinh)(x))
    LIBRARY(DESCENT_COSH, LIBM(cosh)(x))
    UNARY(DESCENT_TANH, MATH(tanh)(x))
    LIBRARY(DESCENT_ASINH, LIBM(asinh)(x))
    LIBRARY(DESCENT_ACOSH, LIBM(acosh)(x))
    LIBRARY(DESCENT_ATANH, LIBM(atanh)(x))
    UNARY(DESCENT_SIGMOID, MATH(sigmoid)(x))
    UNARY(DESCENT_SOFTPLUS, MATH(softplus)(x))
    UNARY(DESCENT_ERF, MATH(erf)(x))
    UNARY(DESCENT_IS_FINITE, LIBM(fabs)(x) < (T)INFINITY)
    UNARY(DESCENT_NOT, x == 0)
    BINARY(DESCENT_ADD, x + y)
    BINARY(DESCENT_SUBTRACT, x - y)
    BINARY(DESCENT_MULTIPLY, x * y)
    BINARY(DESCENT_DIVIDE, x / y)
    LIBRARY(DESCENT_POWER, LIBM(pow)(x, reg[instruction->b][i]))
    BINARY(DESCENT_MINIMUM, ((x < y) | (x != x)) ? x : y)
    BINARY(DESCENT_MAXIMUM, ((x > y) | (x != x)) ? x : y)
    BINARY(DESCENT_LESS, x < y)
    BINARY(DESCENT_LESS_EQUAL, x <= y)
    BINARY(DESCENT_EQUAL, x == y)
    BINARY(DESCENT_NOT_EQUAL, x != y)
    BINARY(DESCENT_AND, (x != 0) & (y != 0))
    BINARY(DESCENT_OR, (x != 0) | (y != 0))
    TERNARY(DESCENT_SELECT, x != 0 ? y : z)
    TERNARY(DESCENT_MULTIPLY_ADD, x * y + z)
    TERNARY(DESCENT_MULTIPLY_SUBTRACT, x * y - z)
    TERNARY(DESCENT_SUBTRACT_PRODUCT, z - x * y)
  }
}

#undef EACH
#undef UNARY
#undef BINARY
#undef TERNARY
#undef LIBRARY
#undef CIRCULAR
