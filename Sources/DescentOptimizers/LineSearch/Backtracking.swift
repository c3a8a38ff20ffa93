import DescentCore

/// A step along a direction, cut until the value falls enough.
///
///     f(x + α·d) ≤ f(x) + c·α·gᵀd     α = 1, ρ, ρ², …
///
/// Armijo 1966; Nocedal & Wright 2006, Algorithm 3.1. Where the predicted fall −gᵀd is within the
/// rounding error of f, values say nothing any more, and the whole step counts if it shortens the
/// gradient (as in the approximate conditions of Hager & Zhang 2005, section 2).
public struct Backtracking: Sendable, Hashable {
  /// c in (0, ½].
  public var sufficientDecrease = 1e-4
  /// ρ in (0, 1).
  public var contraction = 0.5
  /// Shorter steps than this are not tried.
  private static let shortest = 1e-18

  enum Result {
    case found(Iterate)
    /// The fall that the direction predicted.
    case withinRounding(Double)
    /// The shortest length that was tried.
    case failed(Double)
  }

  func search(
    from start: Iterate, along direction: [Double], _ oracle: inout Oracle
  ) -> Result {
    // An infinite slope would ask for an infinite fall.
    let slope = max(dot(start.gradient.doubles, direction), -.greatestFiniteMagnitude)
    let x = start.point.doubles
    let noise = (start.point.dtype == .float64 ? 0x1p-50 : 0x1p-21) * abs(start.value)
    var alpha = 1.0
    while true {
      let point = NDArray(zip(x, direction).map { $0 + alpha * $1 })
        .converted(to: start.point.dtype)
      let trial = Iterate(at: point, step: start.step + 1, learningRate: alpha, &oracle)
      if -slope <= noise {
        let isBetter = trial.value.isFinite && trial.gradientNorm < start.gradientNorm
        return isBetter ? .found(trial) : .withinRounding(-slope)
      }
      if trial.value <= start.value + sufficientDecrease * alpha * slope { return .found(trial) }
      guard alpha * contraction >= Self.shortest else { return .failed(alpha) }
      alpha *= contraction
    }
  }
}
