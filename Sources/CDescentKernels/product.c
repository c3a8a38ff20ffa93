// Matrix products with a short inner dimension.
//
// C[m][n] = sum_k A(m, k) * B[k][n], with A(m, k) = a[m * row + k * column], so that A may be
// transposed, and B row-major. BLAS packs both operands into panels first, which pays for itself
// over many multiplications; a gradient X^T * dZ over a small batch has few: at 784 x 128 x 16
// the packing takes as long as the arithmetic. Here a block of C stays in registers while rows of
// B are streamed straight from memory, which is contiguous in n.
#include "inline.h"
#include "descent_kernels.h"

enum { COLUMNS = 16, ROWS = 6 };
typedef float row_of_16 __attribute__((vector_size(64), aligned(4)));

// A block of `rows` x 16 elements of C; `rows` is a constant where this is inlined.
INLINE void block_of_16(int rows, int64_t depth, const float *a, int64_t row, int64_t column,
                        const float *b, int64_t ldb, float *c, int64_t ldc) {
  row_of_16 sums[ROWS];
  for (int i = 0; i < rows; i++) sums[i] = (row_of_16){0};
  for (int64_t k = 0; k < depth; k++) {
    row_of_16 line = *(const row_of_16 *)(b + k * ldb);
    for (int i = 0; i < rows; i++) sums[i] += a[i * row + k * column] * line;
  }
  for (int i = 0; i < rows; i++) *(row_of_16 *)(c + i * ldc) = sums[i];
}

PER_INSTRUCTION_SET
void descent_product_f32(int64_t m, int64_t n, int64_t depth, const float *a, int64_t row,
                         int64_t column, const float *b, int64_t ldb, float *c, int64_t ldc) {
  for (int64_t i = 0; i < m; i += ROWS) {
    int64_t rows = m - i < ROWS ? m - i : ROWS;
    const float *first = a + i * row;
    for (int64_t j = 0; j < n; j += COLUMNS) {
      float *block = c + i * ldc + j;
      switch (rows) {
        case 6: block_of_16(6, depth, first, row, column, b + j, ldb, block, ldc); break;
        case 5: block_of_16(5, depth, first, row, column, b + j, ldb, block, ldc); break;
        case 4: block_of_16(4, depth, first, row, column, b + j, ldb, block, ldc); break;
        case 3: block_of_16(3, depth, first, row, column, b + j, ldb, block, ldc); break;
        case 2: block_of_16(2, depth, first, row, column, b + j, ldb, block, ldc); break;
        default: block_of_16(1, depth, first, row, column, b + j, ldb, block, ldc);
      }
    }
  }
}

PER_INSTRUCTION_SET
void descent_rank_one_f32(float *restrict a, float scale, const float *restrict x, int64_t rows,
                          const float *restrict y, int64_t width) {
  unsigned mode = subnormals_flush();
  for (int64_t i = 0; i < rows; i++, a += width) {
    float factor = scale * x[i];
    for (int64_t j = 0; j < width; j++) a[j] -= factor * y[j];
  }
  subnormals_restore(mode);
}
