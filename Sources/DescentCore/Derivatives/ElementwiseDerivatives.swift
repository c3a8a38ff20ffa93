// The first derivatives of the functions of one and two numbers. They act on each element by itself,
// so the pushforward and the pullback multiply by the same factors.

/// dy/dx at x, where y = f(x); nil where it is zero almost everywhere.
func derivative(of f: Unary, at x: Tensor, _ y: Tensor) -> Tensor? {
  // swift-format-ignore
  switch f {
  case .sign, .floor, .ceil, .round, .isFinite, .not: return nil
  case .negate:     return Tensor.filled(-1, like: x)
  case .abs:        return sign(x)
  case .square:     return 2 * x
  case .sqrt:       return 0.5 / y
  case .rsqrt:      return -0.5 * y / x
  case .cbrt:       return 1 / (3 * square(y))
  case .reciprocal: return -square(y)
  case .relu:       return (y .> 0).cast(to: x.dtype)
  case .exp:        return y
  case .expm1:      return y + 1
  case .log:        return 1 / x
  case .log1p:      return 1 / (1 + x)
  case .sin:        return cos(x)
  case .cos:        return -sin(x)
  case .tan:        return 1 + square(y)
  case .asin:       return rsqrt(1 - square(x))
  case .acos:       return -rsqrt(1 - square(x))
  case .atan:       return 1 / (1 + square(x))
  case .sinh:       return cosh(x)
  case .cosh:       return sinh(x)
  case .tanh:       return 1 - square(y)
  case .asinh:      return rsqrt(1 + square(x))
  case .acosh:      return rsqrt(square(x) - 1)
  case .atanh:      return 1 / (1 - square(x))
  case .sigmoid:    return y * (1 - y)
  case .softplus:   return sigmoid(x)
  case .erf:        return 1.1283791670955126 * exp(-square(x))  // 2/√π
  }
}

/// The products of ∂y/∂a and ∂y/∂b with what they are called with, where y = f(a, b); nil where
/// the derivative is zero almost everywhere.
func differentials(of f: Binary, at a: Tensor, _ b: Tensor, _ y: Tensor)
  -> [((Tensor) -> Tensor)?]
{
  // swift-format-ignore
  switch f {
  case .add:      return [{ $0 }, { $0 }]
  case .subtract: return [{ $0 }, { -$0 }]
  case .multiply: return [{ $0 * b }, { $0 * a }]
  case .divide:   return [{ $0 / b }, { -$0 * y / b }]
  case .power:  // 0⁰ = 1 is constant in a; 0ᵇ is constant in b
    // The inner choices keep the branch that is not taken finite, and so its own derivatives.
    let isOne = (a .== 0) .& (b .== 0)
    return [
      { $0 * select(isOne, 0, b * pow(select(isOne, 1, a), b - 1)) },
      { $0 * select(a .== 0, 0, y * log(select(a .== 0, 1, a))) },
    ]
  case .minimum:  return [{ $0 * a.share(below: b) }, { $0 * b.share(below: a) }]
  case .maximum:  return [{ $0 * b.share(below: a) }, { $0 * a.share(below: b) }]
  case .uniform, .less, .lessEqual, .equal, .notEqual, .and, .or: return [nil, nil]
  }
}

extension Tensor {
  /// 1 where this is less than `other`, ½ where they are equal (ties are shared), else 0.
  fileprivate func share(below other: Tensor) -> Tensor {
    (self .< other).cast(to: dtype) + 0.5 * (self .== other).cast(to: dtype)
  }

  /// The derivative of `extreme`, the largest or smallest element over `axes`: 1 at that element
  /// (ties share it), 0 elsewhere.
  func share(ofExtreme extreme: Tensor, over axes: [Int]) -> Tensor {
    let isExtreme = (self .== extreme.restored(axes, of: self)).cast(to: dtype)
    return isExtreme / isExtreme.sum(axes).restored(axes, of: self)
  }
}
