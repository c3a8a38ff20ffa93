// Elementwise functions. Derivatives are those of `ElementwiseDerivatives.swift`.

/// |x|. The derivative at 0 is 0.
public func abs(_ x: Tensor) -> Tensor { .apply(.abs, x) }
/// -1, 0 or 1.
public func sign(_ x: Tensor) -> Tensor { .apply(.sign, x) }
/// The largest integer that is not above x.
public func floor(_ x: Tensor) -> Tensor { .apply(.floor, x) }
/// The smallest integer that is not below x.
public func ceil(_ x: Tensor) -> Tensor { .apply(.ceil, x) }
/// To the nearest integer, halves to even.
public func round(_ x: Tensor) -> Tensor { .apply(.round, x) }
/// x².
public func square(_ x: Tensor) -> Tensor { .apply(.square, x) }
/// √x; NaN below 0. The derivative at 0 is +∞: see `select` for how to keep it out.
public func sqrt(_ x: Tensor) -> Tensor { .apply(.sqrt, x) }
/// 1 / √x.
public func rsqrt(_ x: Tensor) -> Tensor { .apply(.rsqrt, x) }
/// ∛x, the real root of negative numbers too. The derivative at 0 is +∞.
public func cbrt(_ x: Tensor) -> Tensor { .apply(.cbrt, x) }
/// max(x, 0); NaN stays NaN. The derivative at 0 is 0.
public func relu(_ x: Tensor) -> Tensor { .apply(.relu, x) }
/// eˣ.
public func exp(_ x: Tensor) -> Tensor { .apply(.exp, x) }
/// exp(x) - 1, accurate near 0.
public func expm1(_ x: Tensor) -> Tensor { .apply(.expm1, x) }
/// The natural logarithm of x; -∞ at 0, NaN below.
public func log(_ x: Tensor) -> Tensor { .apply(.log, x) }
/// log(1 + x), accurate near 0.
public func log1p(_ x: Tensor) -> Tensor { .apply(.log1p, x) }
/// The sine of x, in radians.
public func sin(_ x: Tensor) -> Tensor { .apply(.sin, x) }
/// The cosine of x, in radians.
public func cos(_ x: Tensor) -> Tensor { .apply(.cos, x) }
/// The tangent of x, in radians.
public func tan(_ x: Tensor) -> Tensor { .apply(.tan, x) }
/// The inverse of `sin`, in [-π/2, π/2]; NaN outside [-1, 1].
public func asin(_ x: Tensor) -> Tensor { .apply(.asin, x) }
/// The inverse of `cos`, in [0, π]; NaN outside [-1, 1].
public func acos(_ x: Tensor) -> Tensor { .apply(.acos, x) }
/// The inverse of `tan`, in [-π/2, π/2].
public func atan(_ x: Tensor) -> Tensor { .apply(.atan, x) }
/// (eˣ - e⁻ˣ) / 2.
public func sinh(_ x: Tensor) -> Tensor { .apply(.sinh, x) }
/// (eˣ + e⁻ˣ) / 2.
public func cosh(_ x: Tensor) -> Tensor { .apply(.cosh, x) }
/// sinh(x) / cosh(x), without overflow.
public func tanh(_ x: Tensor) -> Tensor { .apply(.tanh, x) }
/// The inverse of `sinh`.
public func asinh(_ x: Tensor) -> Tensor { .apply(.asinh, x) }
/// The inverse of `cosh` that is not negative; NaN below 1.
public func acosh(_ x: Tensor) -> Tensor { .apply(.acosh, x) }
/// The inverse of `tanh`; infinite at ±1, NaN beyond.
public func atanh(_ x: Tensor) -> Tensor { .apply(.atanh, x) }
/// 1 / (1 + exp(-x)), without overflow.
public func sigmoid(_ x: Tensor) -> Tensor { .apply(.sigmoid, x) }
/// log(1 + exp(x)), without overflow.
public func softplus(_ x: Tensor) -> Tensor { .apply(.softplus, x) }
/// log(sigmoid(x)) = -log(1 + exp(-x)), without overflow.
public func logSigmoid(_ x: Tensor) -> Tensor { -softplus(-x) }
/// The error function, 2/√π ∫₀ˣ exp(-t²) dt.
public func erf(_ x: Tensor) -> Tensor { .apply(.erf, x) }
/// Where x is neither infinite nor NaN.
public func isFinite(_ x: Tensor) -> Tensor { .apply(.isFinite, x) }
/// Where x is false (zero).
public func not(_ x: Tensor) -> Tensor { .apply(.not, x) }

/// x raised to the power y; NaN where x is negative and y no integer.
public func pow(_ x: Tensor, _ y: Tensor) -> Tensor {
  if x.literal == nil, let exponent = y.literal { return pow(x, exponent) }
  return .combine(.power, x, y)
}
/// x raised to the power y.
public func pow(_ x: Double, _ y: Tensor) -> Tensor { .combine(.power, Tensor(x), y) }
/// x raised to the power y.
public func pow(_ x: Int, _ y: Tensor) -> Tensor { pow(Double(x), y) }
/// x raised to the power y.
public func pow(_ x: Tensor, _ y: Int) -> Tensor { pow(x, Double(y)) }
/// x raised to the power y, by a simpler function where there is one: x² is `square(x)`.
public func pow(_ x: Tensor, _ y: Double) -> Tensor {
  switch y {
  case 0: .ones(like: x)
  case 1: x
  case 2: square(x)
  case 0.5: sqrt(x)
  case -1: .apply(.reciprocal, x)
  default: .combine(.power, x, Tensor(y))
  }
}
/// The smaller of each pair; NaN if either is NaN.
public func min(_ x: Tensor, _ y: Tensor) -> Tensor { .combine(.minimum, x, y) }
/// The larger of each pair; NaN if either is NaN.
public func max(_ x: Tensor, _ y: Tensor) -> Tensor { .combine(.maximum, x, y) }

/// The smaller of each element and y; NaN where the element is NaN.
public func min(_ x: Tensor, _ y: Double) -> Tensor { min(x, Tensor(y)) }
/// The larger of each element and y; NaN where the element is NaN.
public func max(_ x: Tensor, _ y: Double) -> Tensor { max(x, Tensor(y)) }

/// x limited to lower ... upper.
public func clamp(_ x: Tensor, _ lower: Double, _ upper: Double) -> Tensor {
  min(max(x, lower), upper)
}

/// x limited to lower ... upper.
public func clamp(_ x: Tensor, _ lower: Tensor, _ upper: Tensor) -> Tensor {
  min(max(x, lower), upper)
}
