extension Tensor {
  /// The mean squared distance from the mean over `axes` (all when nil), divided by
  /// count − `correction`: 0 for the variance of these numbers, 1 to estimate that of what they
  /// are a sample of.
  public func variance(
    _ axes: [Int]? = nil, correction: Int = 0, keepingAxes: Bool = false
  ) -> Tensor {
    let x = dtype.isFloating ? self : cast(to: .float64)
    let squares = square(x - x.mean(axes, keepingAxes: true))
    let sum = squares.sum(axes, keepingAxes: keepingAxes)
    let degrees = shape.count / Swift.max(sum.shape.count, 1) - correction
    require(degrees > 0, "variance: \(degrees + correction) elements less \(correction)")
    return sum / Double(degrees)
  }

  /// The root of the variance. Its derivatives where all elements are equal are 0, a subgradient.
  public func standardDeviation(
    _ axes: [Int]? = nil, correction: Int = 0, keepingAxes: Bool = false
  ) -> Tensor {
    variance(axes, correction: correction, keepingAxes: keepingAxes).powerOrZero(0.5)
  }
}

/// The norm of order p over `axes` (all when nil).
///
///     (Σ|xᵢ|ᵖ)^(1/p); Σ|xᵢ| for p = 1, √Σxᵢ² for p = 2, max |xᵢ| for p = ∞
///
/// Its derivatives at 0 are 0, a subgradient; for other orders than these three so are those with
/// respect to any element that is 0.
///
/// - Precondition: p ≥ 1.
public func norm(
  _ x: Tensor, _ axes: [Int]? = nil, order p: Double = 2, keepingAxes: Bool = false
) -> Tensor {
  require(p >= 1, "norm: the order must be at least 1, got \(p)")
  switch p {
  case 1: return abs(x).sum(axes, keepingAxes: keepingAxes)
  case 2: return square(x).sum(axes, keepingAxes: keepingAxes).powerOrZero(0.5)
  case .infinity: return abs(x).max(axes, keepingAxes: keepingAxes)
  default:
    return abs(x).powerOrZero(p).sum(axes, keepingAxes: keepingAxes).powerOrZero(1 / p)
  }
}

extension Tensor {
  /// xʸ, whose derivatives at 0 are 0: infinite ones, times zeros, would be NaN.
  fileprivate func powerOrZero(_ y: Double) -> Tensor {
    let isZero = self .== 0
    return DescentCore.select(isZero, 0, pow(DescentCore.select(isZero, 1, self), y))
  }
}
