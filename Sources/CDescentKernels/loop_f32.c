// Fused loops in float.
#include "math_f32.h"

#define T float
#define T_TYPE DESCENT_FLOAT32
#define T_SIZE 4
#define INTEGER int32_t
#define LOOP(name) loop_f32_##name
#define MATH(name) f32_##name
#define LIBM(name) name##f
#define CIRCLE F32_CIRCLE
#define RUN descent_loop_run_f32
#include "loop_body.h"
