// The contract between the Swift executor and the C kernels.
//
// A *fused loop* evaluates a short straight-line program over the flat index range
// [begin, end) of an iteration space of `count` elements, one tile at a time. A tile is a run
// of consecutive indices small enough that all its registers stay in the L1 cache. Registers
// 0 ..< operand_count hold the operands, the rest the results of the instructions. The program
// computes in float (descent_loop_run_f32) or double (descent_loop_run_f64); operands and
// outputs of other types are converted while they are loaded and stored.
#pragma once
#include <stdbool.h>
#include <stdint.h>

typedef enum {
  DESCENT_FLOAT32,
  DESCENT_FLOAT64,
  DESCENT_INT32,
  DESCENT_UINT8,
  DESCENT_BOOL,  // one byte, 0 or 1
} descent_type;

// How the value of an operand at flat index i is found.
typedef enum {
  DESCENT_DIRECT,    // data[i]
  DESCENT_SCALAR,    // data[0]
  DESCENT_PERIODIC,  // data[i % period]: a vector broadcast over leading axes
  DESCENT_REPEATED,  // data[i / period]: broadcast over trailing axes
  DESCENT_ROWS,      // data[rows[i / period] * period + i % period]; NaN outside [0, row_count)
  DESCENT_STRIDED,   // data[sum_k ((i / suffix_k) % sizes[k]) * strides[k]], suffix_k the
                     // product of sizes after k: any other broadcast or transposition
  DESCENT_PARTS,     // sum over p < part_count of data[p * part_stride + i], in order of p
  DESCENT_COUNTER,   // (i / period) % limit: an index as a number, no data
} descent_access;

typedef struct {
  const void *data;
  const int32_t *rows;      // ROWS
  const int64_t *sizes;     // STRIDED, `rank` of them
  const int64_t *strides;   // STRIDED, in elements
  int64_t period, limit, row_count, part_count, part_stride, rank;
  descent_access access;
  descent_type type;
} descent_operand;

typedef enum {
  // dst = f(a)
  DESCENT_COPY, DESCENT_NEGATE, DESCENT_ABS, DESCENT_SIGN, DESCENT_FLOOR, DESCENT_CEIL, DESCENT_ROUND,
  DESCENT_SQUARE, DESCENT_SQRT, DESCENT_RSQRT, DESCENT_CBRT, DESCENT_RECIPROCAL, DESCENT_RELU,
  DESCENT_EXP, DESCENT_EXPM1, DESCENT_LOG, DESCENT_LOG1P,
  DESCENT_SIN, DESCENT_COS, DESCENT_TAN, DESCENT_ASIN, DESCENT_ACOS, DESCENT_ATAN,
  DESCENT_SINH, DESCENT_COSH, DESCENT_TANH, DESCENT_ASINH, DESCENT_ACOSH, DESCENT_ATANH,
  DESCENT_SIGMOID, DESCENT_SOFTPLUS, DESCENT_ERF, DESCENT_IS_FINITE, DESCENT_NOT,
  // dst = f(a, b); comparisons give 1 or 0
  DESCENT_ADD, DESCENT_SUBTRACT, DESCENT_MULTIPLY, DESCENT_DIVIDE, DESCENT_POWER,
  DESCENT_UNIFORM,                  // the number in [0, 1) of a counter and a key
  DESCENT_MINIMUM, DESCENT_MAXIMUM,  // NaN if either is NaN
  DESCENT_LESS, DESCENT_LESS_EQUAL, DESCENT_EQUAL, DESCENT_NOT_EQUAL,
  DESCENT_AND, DESCENT_OR,           // of "is not zero"
  // dst = f(a, b, c)
  DESCENT_SELECT,             // a != 0 ? b : c
  DESCENT_MULTIPLY_ADD,       // a * b + c
  DESCENT_MULTIPLY_SUBTRACT,  // a * b - c
  DESCENT_SUBTRACT_PRODUCT,   // c - a * b
} descent_opcode;

typedef struct {
  descent_opcode opcode;
  int32_t dst, a, b, c;  // registers; operands are never destinations
} descent_instruction;

// Register `reg` goes to data[i]. With `direct` the register *is* that memory (same type as the
// loop; the caller has checked that no operand read later overlaps it): no copy is made.
typedef struct {
  void *data;
  int32_t reg;
  descent_type type;
  bool direct;
} descent_output;

typedef enum { DESCENT_SUM, DESCENT_MAX, DESCENT_MIN } descent_reduction_kind;

// out[(i / block) * inner + i % inner] accumulates register `reg`; block is a multiple of inner.
// inner == 1: each run of `block` indices is reduced to one value (rows of a matrix, or all).
// block == count: everything folds onto `inner` values (columns of a matrix).
// A run initializes every result it covers, so [begin, end) must hold whole blocks, unless
// block == count, when each caller passes accumulators of its own. Results are in the loop's
// type. Sums with inner == 1 are carried in double from tile to tile. MAX and MIN give NaN if
// any element is NaN.
typedef struct {
  void *data;
  int64_t block, inner;
  int32_t reg;
  descent_reduction_kind kind;
} descent_reduction;

typedef struct {
  const descent_operand *operands;
  const descent_instruction *instructions;
  const descent_output *outputs;
  const descent_reduction *reductions;
  int32_t operand_count, instruction_count, output_count, reduction_count;
  int32_t register_count;  // operands included
  int64_t count;           // size of the iteration space
} descent_loop;

// Bytes of scratch memory that one thread needs to run `loop` (64-byte aligned).
int64_t descent_loop_scratch(const descent_loop *loop, descent_type type);
void descent_loop_run_f32(const descent_loop *loop, int64_t begin, int64_t end, void *scratch);
void descent_loop_run_f64(const descent_loop *loop, int64_t begin, int64_t end, void *scratch);

// Copies a strided block: dst[sum k_j * dst_strides[j]] = src[sum k_j * src_strides[j]] for all
// 0 <= k_j < sizes[j]; strides in elements of `element_size` (1, 4 or 8) bytes, may be negative
// or zero in src.
void descent_copy_strided(
  void *dst, const void *src, int64_t element_size, int64_t rank,
  const int64_t *sizes, const int64_t *dst_strides, const int64_t *src_strides);

// C[m][n] = sum over k < depth of A(m, k) * B[k][n], where A(m, k) = a[m * row + k * column] and
// B and C are row-major and n is a multiple of 16. For a short depth, where BLAS spends its time on packing.
void descent_product_f32(int64_t m, int64_t n, int64_t depth, const float *a, int64_t row,
                         int64_t column, const float *b, int64_t ldb, float *c, int64_t ldc);

// A[i][j] -= scale * x[i] * y[j] for a row-major matrix of rows x width.
void descent_rank_one_f32(float *a, float scale, const float *x, int64_t rows, const float *y,
                          int64_t width);

// Adds row k of `updates` [count, width] to row indices[k] of `dst` [row_count, width], in order
// of k; rows outside are skipped.
void descent_scatter_add_f32(float *dst, const float *updates, const int32_t *indices,
                             int64_t count, int64_t width, int64_t row_count);
void descent_scatter_add_f64(double *dst, const double *updates, const int32_t *indices,
                             int64_t count, int64_t width, int64_t row_count);

// --- One persistent pool of threads ------------------------------------------------------------

typedef struct descent_pool descent_pool;
typedef void (*descent_task)(void *context, int thread, int thread_count);

// The process-wide pool. Its workers are started when first needed and then stay: they spin for
// a short while after each task, then sleep.
descent_pool *descent_pool_shared(void);

// Runs task(context, t, thread_count) for every t < thread_count at the same time, t = 0 on the
// calling thread, and returns when all have ended. Calls from several threads take turns.
// A task must not call this itself.
void descent_pool_run(descent_pool *pool, int thread_count, descent_task task, void *context);

// Inside a task: waits until all thread_count threads of the task have arrived.
void descent_pool_barrier(descent_pool *pool);

// Number of processors the process may use (affinity and cgroup quota respected on Linux).
int descent_processor_count(void);

// --- Memory ---------------------------------------------------------------------------------

// 64-byte aligned, zero-filled; NULL when there is none left. Large blocks come straight from
// the system (zero pages, huge pages advised on Linux).
void *descent_allocate(int64_t bytes);
void descent_free(void *memory, int64_t bytes);
