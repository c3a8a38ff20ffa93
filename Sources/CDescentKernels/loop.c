// The interpreter of fused loops. loop_body.h is compiled for float and for double, and on
// x86-64 Linux each once per instruction set, chosen when the library is loaded.
#include "inline.h"
#include "loop_places.h"
#include "loop_plan.h"

#include <stdlib.h>

#include "math_f32.h"
#include "math_f64.h"

_Static_assert(sizeof(bool) == 1, "flags are bytes");

#define T float
#define T_TYPE DESCENT_FLOAT32
#define T_SIZE 4
#define INTEGER int32_t
#define CIRCLE F32_CIRCLE
#define LOOP(name) loop_f32_##name
#define MATH(name) f32_##name
#define LIBM(name) name##f
#define RUN descent_loop_run_f32
#include "loop_body.h"

#define T double
#define T_TYPE DESCENT_FLOAT64
#define T_SIZE 8
#define INTEGER int64_t
#define CIRCLE F64_CIRCLE
#define LOOP(name) loop_f64_##name
#define MATH(name) f64_##name
#define LIBM(name) name
#define RUN descent_loop_run_f64
#include "loop_body.h"

int64_t descent_loop_scratch(const descent_loop *loop, descent_type type) {
  return plan_loop(loop, type_size(type)).total;
}

const char *descent_instruction_set(void) {
#if HAS_CLONES
  if (__builtin_cpu_supports("x86-64-v4")) return "x86-64-v4";
  if (__builtin_cpu_supports("x86-64-v3")) return "x86-64-v3";
#endif
#if defined(__x86_64__)
  return "x86-64";
#elif defined(__aarch64__)
  return "arm64";
#else
  return "portable";
#endif
}
