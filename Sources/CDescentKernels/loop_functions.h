// The instructions that are not simple: elementary functions, a loop over the tile for each. `n`
// is a whole number of granules. The destination may be the source, hence assume_safety.
#define VECTOR(code, expression) \
  case code: \
    _Pragma("clang loop vectorize(assume_safety) interleave_count(2)") \
    for (int64_t i = 0; i < n; i++) { \
      T x = a[i]; \
      d[i] = expression; \
    } \
    break;

// One element after the other.
#define LIBRARY(code, expression) \
  case code: \
    for (int64_t i = 0; i < n; i++) { \
      T x = a[i]; \
      d[i] = expression; \
    } \
    break;

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

INLINE const LOOP(step) *LOOP(run_function)(const LOOP(step) *step, int64_t n) {
  T *d = step->place[0];
  const T *a = step->place[1], *b = step->place[2];
  // A compiler that knows this leaves out the loop for the remaining elements.
  n = n / (GRANULE / T_SIZE) * (GRANULE / T_SIZE);
  __builtin_assume(n >= GRANULE / T_SIZE);
  switch (step->opcode) {
    VECTOR(DESCENT_FLOOR, __builtin_elementwise_floor(x))
    VECTOR(DESCENT_CEIL, __builtin_elementwise_ceil(x))
    VECTOR(DESCENT_ROUND, __builtin_elementwise_roundeven(x))
    VECTOR(DESCENT_CBRT, MATH(cbrt)(x))
    VECTOR(DESCENT_EXP, MATH(exp)(x))
    VECTOR(DESCENT_EXPM1, MATH(expm1)(x))
    VECTOR(DESCENT_LOG, MATH(log)(x))
    VECTOR(DESCENT_LOG1P, MATH(log1p)(x))
    CIRCULAR(DESCENT_SIN, sin)
    CIRCULAR(DESCENT_COS, cos)
    LIBRARY(DESCENT_TAN, LIBM(tan)(x))
    LIBRARY(DESCENT_ASIN, LIBM(asin)(x))
    LIBRARY(DESCENT_ACOS, LIBM(acos)(x))
    LIBRARY(DESCENT_ATAN, LIBM(atan)(x))
    LIBRARY(DESCENT_SINH, LIBM(sinh)(x))
    LIBRARY(DESCENT_COSH, LIBM(cosh)(x))
    VECTOR(DESCENT_TANH, MATH(tanh)(x))
    LIBRARY(DESCENT_ASINH, LIBM(asinh)(x))
    LIBRARY(DESCENT_ACOSH, LIBM(acosh)(x))
    LIBRARY(DESCENT_ATANH, LIBM(atanh)(x))
    VECTOR(DESCENT_SIGMOID, MATH(sigmoid)(x))
    VECTOR(DESCENT_SOFTPLUS, MATH(softplus)(x))
    VECTOR(DESCENT_ERF, MATH(erf)(x))
#if T_SIZE == 4
    VECTOR(DESCENT_POWER, f32_pow(x, b[i]))
#else
    LIBRARY(DESCENT_POWER, pow(x, b[i]))
#endif
    VECTOR(DESCENT_UNIFORM, (T)random_uniform(x, b[i]))
  }
  return step + 1;
}

#undef VECTOR
#undef LIBRARY
#undef CIRCULAR
