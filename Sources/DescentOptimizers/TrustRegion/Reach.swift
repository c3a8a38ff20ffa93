import DescentCore

/// What keeps the step of a quadratic model short.
///
///     radius Δ     minimize gᵀs + ½·sᵀHs            where ‖s‖ ≤ Δ
///     cubic σ      minimize gᵀs + ½·sᵀHs + ⅓·σ·‖s‖³
///
/// Either way the minimizer is s(λ) = −(H + λ·I)⁻¹·g for a λ ≥ 0 at which H + λ·I has no negative
/// eigenvalue, with ‖s(λ)‖ = Δ (or λ = 0 inside), or ‖s(λ)‖ = λ/σ. Moré & Sorensen 1983, Lemmas 2.1
/// and 2.3; Cartis, Gould & Toint 2011, Theorem 3.1.
enum Reach: Hashable {
  case radius(Double)
  case cubic(Double)

  /// The length that a step with this λ has to have.
  func length(at shift: Double) -> Double {
    switch self {
    case .radius(let radius): radius
    case .cubic(let sigma): shift / sigma
    }
  }

  /// d/dλ of −1/length(λ).
  func slope(at shift: Double) -> Double {
    switch self {
    case .radius: 0
    case .cubic(let sigma): sigma / (shift * shift)
    }
  }

  /// A λ that is not too small: from ‖s(λ)‖ ≤ ‖g‖/(λ₁ + λ), with λ₁ the least eigenvalue.
  func upperBound(least: Double, gradientNorm: Double) -> Double {
    switch self {
    case .radius(let radius): return gradientNorm / radius - least
    case .cubic(let sigma):
      // λ² + λ₁·λ = σ·‖g‖
      let root = (least * least + 4 * sigma * gradientNorm).squareRoot()
      return least > 0 ? 2 * sigma * gradientNorm / (root + least) : 0.5 * (root - least)
    }
  }
}
