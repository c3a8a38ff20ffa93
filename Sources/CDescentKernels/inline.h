// What the kernels call is compiled into each of the processor-specific clones of its caller.
#pragma once
#include <stdint.h>

#define INLINE static inline __attribute__((always_inline))

// Compiled once for each instruction set, chosen when the library is loaded.
// glibc: resolving a function at load time needs a loader that knows indirect functions.
#ifndef PER_INSTRUCTION_SET
#if defined(__x86_64__) && defined(__linux__) && defined(__GLIBC__)
#define PER_INSTRUCTION_SET \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#define HAS_CLONES 1
#else
#define PER_INSTRUCTION_SET
#endif
#endif

