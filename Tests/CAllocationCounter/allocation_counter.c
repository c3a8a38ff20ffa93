#include "allocation_counter.h"

#include <errno.h>
#include <stddef.h>  // on Linux, with glibc, defines __GLIBC__

#if defined(__linux__) && defined(__GLIBC__)
#include <stdatomic.h>

static atomic_llong count;

static _Thread_local int64_t count_of_thread;

static void note(void) {
  atomic_fetch_add_explicit(&count, 1, memory_order_relaxed);
  count_of_thread++;
}

// glibc's own names of the functions that are replaced here.
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t members, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

void *malloc(size_t size) {
  note();
  return __libc_malloc(size);
}

void *calloc(size_t members, size_t size) {
  note();
  return __libc_calloc(members, size);
}

void *realloc(void *memory, size_t size) {
  note();
  return __libc_realloc(memory, size);
}

void *memalign(size_t alignment, size_t size) {
  note();
  return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  note();
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
  note();
  void *block = __libc_memalign(alignment, size);
  if (block == NULL) return ENOMEM;
  *memory = block;
  return 0;
}

bool allocation_counter_is_active(void) { return true; }
int64_t allocation_counter_value(void) { return atomic_load(&count); }
int64_t allocation_counter_value_of_thread(void) { return count_of_thread; }
#else
bool allocation_counter_is_active(void) { return false; }
int64_t allocation_counter_value(void) { return 0; }
int64_t allocation_counter_value_of_thread(void) { return 0; }
#endif
