// Rows added at given places: the gradient of an embedding or of indexing.
#include "descent_kernels.h"

#define SCATTER_ADD(name, type) \
  void name(type *dst, const type *updates, const int32_t *indices, int64_t count, int64_t width, \
            int64_t row_count) { \
    for (int64_t k = 0; k < count; k++) { \
      if (indices[k] < 0 || indices[k] >= row_count) continue; \
      type *restrict to = dst + indices[k] * width; \
      const type *restrict from = updates + k * width; \
      for (int64_t i = 0; i < width; i++) to[i] += from[i]; \
    } \
  }

SCATTER_ADD(descent_scatter_add_f32, float)
SCATTER_ADD(descent_scatter_add_f64, double)
