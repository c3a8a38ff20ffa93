// Memory for tensors, and copies of strided blocks.
#define _GNU_SOURCE
#include "descent_kernels.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "inline.h"

#define LARGE (2ll << 20)  // a huge page on x86-64

// Large blocks begin at different distances from a multiple of LARGE: if all began at one, the same
// element of every array would fall into the same few places of each cache, and a loop over eight
// of them would throw out what it is about to use.
#define STAGGER (4096 + 256)
#define STAGGERED 16

// The bytes that a block which begins `offset` bytes into a mapping occupies.
static int64_t mapped_bytes(int64_t bytes, int64_t offset) {
  return (offset + bytes + LARGE - 1) / LARGE * LARGE;
}

// They are mapped with one huge page to spare, whose unaligned ends are given back: without
// alignment the first and the last huge page would be lost.
static void *allocate_large(int64_t bytes) {
  static _Atomic unsigned count;
  int64_t offset = (int64_t)(count++ % STAGGERED) * STAGGER;
  if (bytes > INT64_MAX - 3 * LARGE) return NULL;
  int64_t rounded = mapped_bytes(bytes, offset);
  char *mapped = mmap(NULL, (size_t)(rounded + LARGE), PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANON, -1, 0);
  if (mapped == MAP_FAILED) return NULL;
  int64_t before = (LARGE - (int64_t)((uintptr_t)mapped % LARGE)) % LARGE;
  if (before > 0) munmap(mapped, (size_t)before);
  munmap(mapped + before + rounded, (size_t)(LARGE - before));
#ifdef MADV_HUGEPAGE
  madvise(mapped + before, (size_t)rounded, MADV_HUGEPAGE);
#endif
  return mapped + before + offset;
}

void *descent_allocate(int64_t bytes) {
  if (bytes < 0 || bytes > INT64_MAX - LARGE) return NULL;
  if (bytes >= LARGE) return allocate_large(bytes);
  void *memory = NULL;
  size_t size = bytes > 0 ? (size_t)bytes : 1;
  if (posix_memalign(&memory, 64, size) != 0) return NULL;
  memset(memory, 0, size);
  return memory;
}

void descent_free(void *memory, int64_t bytes) {
  if (memory == NULL) return;
  if (bytes < LARGE) {
    free(memory);
    return;
  }
  int64_t offset = (int64_t)((uintptr_t)memory % LARGE);
  munmap((char *)memory - offset, (size_t)mapped_bytes(bytes, offset));
}

// One line of a copy, innermost axis.
#define COPY_LINE(type) \
  { \
    type *d = dst; \
    const type *s = src; \
    for (int64_t i = 0; i < count; i++) d[i * dst_stride] = s[i * src_stride]; \
    return; \
  }

INLINE void copy_line(void *dst, const void *src, int64_t size, int64_t count, int64_t dst_stride,
                      int64_t src_stride) {
  if (dst_stride == 1 && src_stride == 1) {
    memcpy(dst, src, (size_t)(count * size));
    return;
  }
  switch (size) {
    case 1: COPY_LINE(uint8_t)
    case 4: COPY_LINE(uint32_t)
    case 8: COPY_LINE(uint64_t)
  }
}

void descent_copy_strided(void *dst, const void *src, int64_t element_size, int64_t rank,
                          const int64_t *sizes, const int64_t *dst_strides,
                          const int64_t *src_strides) {
  for (int64_t k = 0; k < rank; k++)
    if (sizes[k] <= 0) return;
  if (rank == 0) {
    memcpy(dst, src, (size_t)element_size);
    return;
  }
  if (rank == 1) {
    copy_line(dst, src, element_size, sizes[0], dst_strides[0], src_strides[0]);
    return;
  }
  for (int64_t i = 0; i < sizes[0]; i++)
    descent_copy_strided((char *)dst + i * dst_strides[0] * element_size,
                         (const char *)src + i * src_strides[0] * element_size, element_size,
                         rank - 1, sizes + 1, dst_strides + 1, src_strides + 1);
}
