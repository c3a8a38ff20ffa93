// Helpers of the loops are compiled into each of the processor-specific clones of their caller.
#pragma once

#define INLINE static inline __attribute__((always_inline))
