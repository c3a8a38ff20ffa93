// Elementary functions in float, branch-free so that loops over them become vector code.
//
// The polynomials are minimax fits (Remez, relative error below 2^-27), rounded to float. On
// every 37th of all floats, with and without fused multiply-add: exp, expm1, log, log1p, sin, cos,
// softplus and erf are within 2 ulp, tanh and sigmoid within 3, cbrt on every 7th within 1; pow on
// 20 million random pairs within 1.1.
#pragma once
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "inline.h"

INLINE uint32_t f32_bits(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

INLINE float f32_from_bits(uint32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

// Adding this leaves the nearest integer in the low bits, for |x| < 2^22.
#define F32_ROUNDER 0x1.8p23f

// 2^n for -126 <= n <= 127.
INLINE float f32_power_of_2(int32_t n) { return f32_from_bits((uint32_t)(n + 127) << 23); }

// x = n ln 2 + r with |r| <= ln 2 / 2: ln 2 in two parts, so that n * high is exact.
typedef struct {
  int32_t n;
  float r;
} f32_reduced;

INLINE f32_reduced f32_reduce_ln2(float x) {
  float shifted = x * 0x1.715476p+0f + F32_ROUNDER;
  float n = shifted - F32_ROUNDER;
  float r = x - n * 0x1.62e4p-1f - n * 0x1.7f7d1cp-20f;
  return (f32_reduced){(int32_t)(f32_bits(shifted) - f32_bits(F32_ROUNDER)), r};
}

// 2^n e^r, 2^n in two factors: n reaches 128 before the result overflows and -150 before it vanishes.
INLINE float f32_exp_scaled(float r, int32_t n) {
  float q = 0x1.6db678p-10f;
  q = q * r + 0x1.123dp-7f;
  q = q * r + 0x1.55545cp-5f;
  q = q * r + 0x1.55548cp-3f;
  q = q * r + 0.5f;
  float p = r * r * q + r + 1;
  int32_t half = n >> 1;
  return p * f32_power_of_2(half) * f32_power_of_2(n - half);
}

INLINE float f32_exp(float x) {
  x = x > 89 ? 89 : x;  // in this form a NaN stays
  x = x < -104 ? -104 : x;
  f32_reduced t = f32_reduce_ln2(x);
  return f32_exp_scaled(t.r, t.n);
}

// 2^n (e^r - 1) + (2^n - 1), both halved so that 2^n does not overflow before the result.
INLINE float f32_expm1(float x) {
  x = x > 89 ? 89 : x;
  x = x < -20 ? -20 : x;
  f32_reduced t = f32_reduce_ln2(x);
  float r = t.r;
  float q = 0x1.a1ba56p-13f;
  q = q * r + 0x1.6d98a8p-10f;
  q = q * r + 0x1.11107cp-7f;
  q = q * r + 0x1.55547ep-5f;
  q = q * r + 0x1.555556p-3f;
  q = q * r + 0.5f;
  float p = r * r * q + r;
  float s = f32_power_of_2(t.n - 1);
  return 2 * (s * p + (s - 0.5f));
}

// log(x) + correction for a normal x > 0: x = 2^k (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)),
// log(1 + f) = f - f^2 / 2 + f^3 P(f).
INLINE float f32_log_normal(float x, float correction) {
  uint32_t bits = f32_bits(x);
  int32_t k = (int32_t)(bits - 0x3f3504f3) >> 23;
  float f = f32_from_bits(bits - ((uint32_t)k << 23)) - 1;
  float n = (float)k;
  float p = -0x1.4233ccp-4f;
  p = p * f + 0x1.08017p-3f;
  p = p * f - 0x1.0ce98ep-3f;
  p = p * f + 0x1.226816p-3f;
  p = p * f - 0x1.547718p-3f;
  p = p * f + 0x1.99a5d2p-3f;
  p = p * f - 0x1.000226p-2f;
  p = p * f + 0x1.55554ap-2f;
  float low = f * f * (f * p - 0.5f) + (n * 0x1.7f7d1cp-20f + correction);
  return n * 0x1.62e4p-1f + (f + low);
}

INLINE float f32_log(float x) {
  bool subnormal = x < 0x1p-126f;
  float scaled = subnormal ? x * 0x1p23f : x;
  float offset = subnormal ? -23 : 0;
  float y = f32_log_normal(scaled, 0) + offset * 0x1.62e43p-1f;
  y = x < INFINITY ? y : x;  // infinity and NaN
  y = x == 0 ? -INFINITY : y;
  return x < 0 ? NAN : y;
}

// log(u) for u = 1 + x rounded, plus the rounding error over u.
INLINE float f32_log1p(float x) {
  float u = 1 + x;
  float y = f32_log_normal(u, (x - (u - 1)) / u);
  y = x < INFINITY ? y : x;
  y = x == -1 ? -INFINITY : y;
  return x < -1 ? NAN : y;
}

// z = |x|^(-1/3) to 3.5 % from a third of the exponent, three steps of Newton's method for
// z^-3 = |x|, which need no division, then one for y^3 = |x| from y = |x| z^2.
INLINE float f32_cbrt(float x) {
  float a = fabsf(x);
  bool subnormal = a < 0x1p-126f;
  a = subnormal ? a * 0x1p24f : a;
  float third = (float)(int32_t)f32_bits(a) * (1.0f / 3);
  float z = f32_from_bits((uint32_t)(int32_t)(0x54a24000 - third));
  float c = a * (1.0f / 3);
  z = z * (4.0f / 3 - c * z * z * z);
  z = z * (4.0f / 3 - c * z * z * z);
  z = z * (4.0f / 3 - c * z * z * z);
  float y = a * z * z;
  y = y + (a - y * y * y) * (z * z * (1.0f / 3));
  y = subnormal ? y * 0x1p-8f : y;
  return copysignf(a < INFINITY ? y : a, x);
}

// (1 - e) / (1 + e) with e = exp(-2|x|), written with expm1 to keep small x exact.
INLINE float f32_tanh(float x) {
  float e = f32_expm1(-2 * fabsf(x));
  return copysignf(e / (e + 2), x);
}

// exp(-|x|) never overflows: 1 / (1 + e) for x >= 0, e / (1 + e) below.
INLINE float f32_sigmoid(float x) {
  float e = f32_exp(-fabsf(x));
  return (x < 0 ? e : 1) / (1 + e);
}

INLINE float f32_softplus(float x) {
  return f32_log1p(f32_exp(-fabsf(x))) + (x > 0 ? x : 0);
}

// x + x P(x^2) below 1; 1 - exp(P(|x|)) above, P fitted to log erfc on [1, 4].
INLINE float f32_erf(float x) {
  float a = fabsf(x);
  float z = x * x;
  float p = 0x1.4ae4dp-14f;
  p = p * z - 0x1.a485ecp-11f;
  p = p * z + 0x1.5419f6p-8f;
  p = p * z - 0x1.b7fbb4p-6f;
  p = p * z + 0x1.ce2d2p-4f;
  p = p * z - 0x1.81273ep-2f;
  p = p * z + 0x1.06eba8p-3f;
  float b = a > 4 ? 4 : a;
  float l = 0x1.852d4ap-13f;
  l = l * b - 0x1.814cdcp-9f;
  l = l * b + 0x1.654222p-6f;
  l = l * b - 0x1.a60a84p-4f;
  l = l * b - 0x1.46c584p-1f;
  l = l * b - 0x1.2085b2p+0f;
  l = l * b - 0x1.72e6dcp-12f;
  float tail = copysignf(1 - f32_exp(l), x);
  return a < 1 ? x + x * p : tail;
}

// log(x) in double for a normal x > 0, as f32_log_normal; relative error below 2^-32.
INLINE double f32_log_wide(float x) {
  uint32_t bits = f32_bits(x);
  int32_t k = (int32_t)(bits - 0x3f3504f3) >> 23;
  double f = (double)(f32_from_bits(bits - ((uint32_t)k << 23)) - 1);
  double z = f * f;
  double p = 0x1.b37ccb58ec340p-4 - 0x1.e99e54c13521bp-5 * f;
  p = p * z + (0x1.c40b08aa34796p-4 - 0x1.bb2bdcdd08590p-4 * f);
  p = p * z + (0x1.248f282100382p-3 - 0x1.fce731179f0cbp-4 * f);
  p = p * z + (0x1.999a1317353b6p-3 - 0x1.5563b20245c5dp-3 * f);
  p = p * z + (0x1.555554af2b77cp-2 - 0x1.ffffd3a8c6341p-3 * f);
  return k * 0x1.62e42fefa39efp-1 + (f + z * (f * p - 0.5));
}

// |x|^y = exp(y log |x|): the exponent in double, since its error is one of the result's digits.
// The sign and the cases that are no limit are those of C.
INLINE float f32_pow(float x, float y) {
  float a = fabsf(x);
  bool subnormal = a < 0x1p-126f;
  double l = f32_log_wide(subnormal ? a * 0x1p23f : a);
  l = subnormal ? l - 23 * 0x1.62e42fefa39efp-1 : l;
  l = a < INFINITY ? l : INFINITY;
  l = a == 0 ? -INFINITY : l;
  double t = y * l;
  t = t < 89 ? t : 89;
  t = t > -104 ? t : -104;
  double n = t * 0x1.71547652b82fep+0 + 0x1.8p52 - 0x1.8p52;
  float r = (float)(t - n * 0x1.62e42fefa39efp-1);
  float p = f32_exp_scaled(r, (int32_t)n);
  bool whole = __builtin_elementwise_floor(y) == y;
  bool odd = whole && __builtin_elementwise_floor(y * 0.5f) != y * 0.5f;
  p = odd ? copysignf(p, x) : p;
  p = x < 0 && !whole && a < INFINITY ? NAN : p;
  p = x != x || y != y ? NAN : p;
  bool one = (a == 1 && fabsf(y) == INFINITY) || x == 1 || y == 0;
  return one ? 1 : p;
}

// sin and cos are right for |x| <= F32_CIRCLE; the caller uses libm beyond. The reduction by
// pi / 2 is in double: close to a multiple, floats would keep too few bits.
#define F32_CIRCLE 1e4f

// sin(x + quarter * pi / 2)
INLINE float f32_sine(float x, int32_t quarter) {
  double wide = (double)x;
  double n = wide * 0x1.45f306dc9c883p-1 + 0x1.8p52 - 0x1.8p52;
  float r = (float)(wide - n * 0x1.921fb5444p+0 - n * 0x1.68c234c4c6629p-39);
  int32_t q = (int32_t)n + quarter;
  float z = r * r;
  float s = -0x1.994cfap-13f;
  s = s * z + 0x1.11075cp-7f;
  s = s * z - 0x1.555546p-3f;
  s = s * z * r + r;
  float c = 0x1.9a00cep-16f;
  c = c * z - 0x1.6c0c86p-10f;
  c = c * z + 0x1.55554ap-5f;
  c = c * z * z - 0.5f * z + 1;
  float y = q & 1 ? c : s;
  return q & 2 ? -y : y;
}

INLINE float f32_sin(float x) { return f32_sine(x, 0); }
INLINE float f32_cos(float x) { return f32_sine(x, 1); }
