// Random numbers that a counter and a key determine, so that any thread can make any of them.
#pragma once

#include "math_f64.h"

// SplitMix64's mixing function (Stafford's variant 13), as in RandomSource.
INLINE uint64_t random_mix(uint64_t z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  return z ^ (z >> 31);
}

// A multiple of 2⁻⁵³ in [0, 1).
INLINE double random_uniform(double counter, double key) {
  uint64_t stream = random_mix(f64_bits(key) + 0x9E3779B97F4A7C15);
  return (double)(random_mix(f64_bits(counter) ^ stream) >> 11) * 0x1p-53;
}
