// Elementary functions in double, branch-free like those in math_f32.h; what is not here comes
// from libm, one element at a time. Within 2 ulp of mpmath (tanh 3).
#pragma once
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "inline.h"

INLINE uint64_t f64_bits(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

INLINE double f64_from_bits(uint64_t bits) {
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

// Adding this leaves the nearest integer in the low bits, for |x| < 2^51.
#define F64_ROUNDER 0x1.8p52
#define F64_LN2_HIGH 0x1.62e42fefa2p-1
#define F64_LN2_LOW 0x1.9ef35793c7673p-41

// 2^n for -1022 <= n <= 1023, in two's complement.
INLINE double f64_power_of_2(uint64_t n) { return f64_from_bits((n + 1023) << 52); }

// (e^r - 1 - r) / r^2 for |r| <= ln 2 / 2: minimax, relative to e^r below 2^-63.
INLINE double f64_exp_remainder(double r) {
  double q = 0x1.1f9ef59ec893cp-29;
  q = q * r + 0x1.af6e46f7b9a9ap-26;
  q = q * r + 0x1.27e4be7ac305dp-22;
  q = q * r + 0x1.71ddeebd7ee5dp-19;
  q = q * r + 0x1.a01a01b4b2b7cp-16;
  q = q * r + 0x1.a01a01b40fc48p-13;
  q = q * r + 0x1.6c16c16c13432p-10;
  q = q * r + 0x1.111111110eadbp-7;
  q = q * r + 0x1.555555555555ep-5;
  q = q * r + 0x1.555555555555cp-3;
  return q * r + 0.5;
}

typedef struct {
  uint64_t n;  // in two's complement: it is arbitrary when x is NaN, and must wrap around
  double r;
} f64_reduced;

INLINE f64_reduced f64_reduce_ln2(double x) {
  double shifted = x * 0x1.71547652b82fep+0 + F64_ROUNDER;
  double n = shifted - F64_ROUNDER;
  double r = x - n * F64_LN2_HIGH - n * F64_LN2_LOW;
  return (f64_reduced){f64_bits(shifted) - f64_bits(F64_ROUNDER), r};
}

INLINE double f64_exp(double x) {
  x = x > 710 ? 710 : x;
  x = x < -746 ? -746 : x;
  f64_reduced t = f64_reduce_ln2(x);
  double p = t.r * t.r * f64_exp_remainder(t.r) + t.r + 1;
  // Half of n, rounded down, without the 64-bit arithmetic shift that AVX2 lacks.
  uint64_t half = ((t.n + 2048) >> 1) - 1024;
  return p * f64_power_of_2(half) * f64_power_of_2(t.n - half);
}

INLINE double f64_expm1(double x) {
  x = x > 710 ? 710 : x;
  x = x < -40 ? -40 : x;
  f64_reduced t = f64_reduce_ln2(x);
  double p = t.r * t.r * f64_exp_remainder(t.r) + t.r;
  double s = f64_power_of_2(t.n - 1);
  return 2 * (s * p + (s - 0.5));
}

// log(x) + correction for a normal x > 0: x = 2^k (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)).
// With s = f / (2 + f), log(1 + f) = 2 s + s^3 W(s^2), where 2 s = f - f^2 / 2 + s f^2 / 2.
INLINE double f64_log_normal(double x, double correction) {
  uint64_t bits = f64_bits(x);
  // 2^k as an integer in [0, 2047] first, so that the conversion works on small positive numbers.
  uint64_t biased = (bits - 0x3fe6a09e667f3bcd + (1023ull << 52)) >> 52;
  double f = f64_from_bits(bits - ((biased - 1023) << 52)) - 1;
  double n = f64_from_bits(f64_bits(0x1p52) | biased) - (0x1p52 + 1023);
  double s = f / (2 + f);
  double z = s * s;
  double w = 0x1.0f7097aa3c697p-3;
  w = w * z + 0x1.0f5b4e17723d8p-3;
  w = w * z + 0x1.3b20bc493a1c1p-3;
  w = w * z + 0x1.745cddd42c6efp-3;
  w = w * z + 0x1.c71c725a33df2p-3;
  w = w * z + 0x1.249249242a3b0p-2;
  w = w * z + 0x1.9999999999e0cp-2;
  w = w * z + 0x1.5555555555555p-1;
  double half = 0.5 * f * f;
  double low = s * (half + z * w) + (n * F64_LN2_LOW + correction);
  return n * F64_LN2_HIGH + (f - (half - low));
}

INLINE double f64_log(double x) {
  bool subnormal = x < 0x1p-1022;
  double scaled = subnormal ? x * 0x1p52 : x;
  double offset = subnormal ? -52 : 0;
  double y = f64_log_normal(scaled, 0) + offset * 0x1.62e42fefa39efp-1;
  y = x < INFINITY ? y : x;
  y = x == 0 ? -INFINITY : y;
  return x < 0 ? NAN : y;
}

INLINE double f64_log1p(double x) {
  double u = 1 + x;
  double y = f64_log_normal(u, (x - (u - 1)) / u);
  y = x < INFINITY ? y : x;
  y = x == -1 ? -INFINITY : y;
  return x < -1 ? NAN : y;
}

// Like f32_cbrt; the third is of the upper 32 bits, as a number below 2^52 for the conversions.
INLINE double f64_cbrt(double x) {
  double a = fabs(x);
  bool subnormal = a < 0x1p-1022;
  a = subnormal ? a * 0x1p54 : a;
  double high = f64_from_bits(f64_bits(0x1p52) | f64_bits(a) >> 32) - 0x1p52;
  double z = f64_from_bits(f64_bits(0x1p52 + (0x553e8000 - high * (1.0 / 3))) << 32);
  double c = a * (1.0 / 3);
  z = z * (4.0 / 3 - c * z * z * z);
  z = z * (4.0 / 3 - c * z * z * z);
  z = z * (4.0 / 3 - c * z * z * z);
  z = z * (4.0 / 3 - c * z * z * z);
  double y = a * z * z;
  y = y + (a - y * y * y) * (z * z * (1.0 / 3));
  y = subnormal ? y * 0x1p-18 : y;
  return copysign(a < INFINITY ? y : a, x);
}

INLINE double f64_tanh(double x) {
  double e = f64_expm1(-2 * fabs(x));
  return copysign(e / (e + 2), x);
}

INLINE double f64_sigmoid(double x) {
  double e = f64_exp(-fabs(x));
  return (x < 0 ? e : 1) / (1 + e);
}

INLINE double f64_softplus(double x) {
  return f64_log1p(f64_exp(-fabs(x))) + (x > 0 ? x : 0);
}

// sum of c[k] x^k for k <= degree
INLINE double f64_polynomial(const double *c, int degree, double x) {
  double p = c[degree];
  for (int k = degree - 1; k >= 0; k--) p = p * x + c[k];
  return p;
}

// Like f32_erf: x + x P(x^2) below 1; log erfc in |x| - 2 on [1, 6].
INLINE double f64_erf(double x) {
  static const double small[] = {
    0x1.06eba8214db69p-3, -0x1.812746b0379e6p-2, 0x1.ce2f21a042b34p-4, -0x1.b82ce31284f36p-6,
    0x1.565bcd0dbd8d6p-8, -0x1.c02db3db48c19p-11, 0x1.f9a321e4a7128p-14, -0x1.f4d1e433a857bp-17,
    0x1.b9df30514a052p-20, -0x1.5f1f40ac6836dp-23, 0x1.f7b99ada4ab6dp-27, -0x1.38ac1c3de1f51p-30,
    0x1.06274d03e182bp-34};
  static const double tail[] = {
    -0x1.575b329b1f516p+2, -0x1.1ac3258a8dc2fp+2, -0x1.d8f5dece9248bp-1, -0x1.0dc3b5fb0bf95p-6,
    0x1.d406b3751b99fp-9, -0x1.7ffcfb467653cp-11, 0x1.1bc3a55c3603fp-13, -0x1.5b65735a81345p-16,
    0x1.0604de311d6f3p-19, 0x1.b551a545c7ca7p-23, -0x1.73f461f20bd44p-23, 0x1.f0796fe7cffedp-25,
    -0x1.df573039d1b0fp-27, 0x1.5cf92376286d8p-29, -0x1.2d9ccc065f7acp-32, -0x1.7afd05137b30cp-35,
    0x1.48aa6c3530c85p-35, -0x1.63bfdf52b15f0p-37, 0x1.2472e8e315feep-40};
  double a = fabs(x);
  double e = f64_exp(f64_polynomial(tail, 18, (a > 6 ? 6 : a) - 2));
  double inner = x + x * f64_polynomial(small, 12, x * x);
  return a < 1 ? inner : copysign(1 - e, x);
}

// sin and cos come from libm: the caller uses it wherever |x| > F64_CIRCLE, which is everywhere.
#define F64_CIRCLE (-1.0)
INLINE double f64_sin(double x) { return x; }
INLINE double f64_cos(double x) { return x; }
