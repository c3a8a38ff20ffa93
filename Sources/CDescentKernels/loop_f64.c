// Fused loops in double.
#include "math_f64.h"

#define T double
#define T_TYPE DESCENT_FLOAT64
#define T_SIZE 8
#define INTEGER int64_t
#define LOOP(name) loop_f64_##name
#define MATH(name) f64_##name
#define LIBM(name) name
#define CIRCLE F64_CIRCLE
#define RUN descent_loop_run_f64
#include "loop_body.h"
