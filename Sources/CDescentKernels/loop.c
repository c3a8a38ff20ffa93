// What the fused loops of both types have in common.
#include "loop_plan.h"

int64_t descent_loop_scratch(const descent_loop *loop, descent_type type) {
  return plan_loop(loop, type_size(type)).total;
}
