// What the fused loops of both types have in common.
#include "inline.h"
#include "loop_plan.h"

int64_t descent_loop_scratch(const descent_loop *loop, descent_type type) {
  return plan_loop(loop, type_size(type)).total;
}

const char *descent_instruction_set(void) {
#if defined(__x86_64__)
#if HAS_CLONES
  if (__builtin_cpu_supports("x86-64-v4")) return "x86-64-v4";
  if (__builtin_cpu_supports("x86-64-v3")) return "x86-64-v3";
#endif
  return "x86-64";
#elif defined(__aarch64__)
  return "arm64";
#else
  return "portable";
#endif
}
