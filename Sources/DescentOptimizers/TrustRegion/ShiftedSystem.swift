import DescentCore

/// A symmetric matrix H and a vector g for which (H + λ·I)·s = −g is solved for many λ.
///
/// λ is given by δ = λ + λ₁, its distance from the pole −λ₁ of s: where that is small, λ itself has
/// too few digits.
protocol ShiftedSystem {
  /// λ₁, the least eigenvalue of H.
  var least: Double { get }
  /// The largest eigenvalue by magnitude, or more.
  var size: Double { get }
  /// ‖g‖.
  var gradientNorm: Double { get }
  /// A unit eigenvector for λ₁.
  var leftmost: [Double] { get }
  /// s, and sᵀ(H + λ·I)⁻¹s; nil where H + λ·I is not positive definite by rounding.
  func solution(_ offset: Double) -> (s: [Double], inner: Double)?
}

extension ShiftedSystem {
  /// How near the pole δ may come: nearer, s is its part along the eigenvector of λ₁, known better
  /// from the length that it has to have.
  private var resolution: Double { 0x1p-42 * size + .leastNormalMagnitude }

  /// The minimizer within reach.
  ///
  /// Newton's iteration on the secular equation 1/‖s(λ)‖ = 1/length(λ), whose two sides differ by
  /// a concave rising function: from the left of the root it converges without overshooting, from
  /// the right it lands on the left (Conn, Gould & Toint 2000, section 7.3.3).
  func minimizer(_ reach: Reach) -> [Double] {
    if case .radius(let radius) = reach, least > 0, let (s, _) = solution(least),
      norm(s) <= radius
    {
      return s
    }
    var (low, last) = lowest()
    if norm(last.s) <= reach.length(at: low - least) { return hardCase(last.s, low, reach) }
    var high = max(low, reach.upperBound(least: least, gradientNorm: gradientNorm) + least)
    var offset = high
    for _ in 0..<100 {
      guard let trial = solution(offset) else { break }
      last = trial
      let (length, wanted) = (norm(trial.s), reach.length(at: offset - least))
      if abs(length - wanted) <= 1e-12 * wanted || high - low <= 0x1p-52 * high { break }
      if length > wanted { low = offset } else { high = offset }
      // φ = 1/‖s‖ − 1/length, φ′ = inner/‖s‖³ + slope
      let slope = trial.inner / (length * length * length) + reach.slope(at: offset - least)
      let next = offset - (1 / length - 1 / wanted) / slope
      offset = next > low && next < high ? next : middle(low, high)
    }
    return last.s
  }

  /// The least δ for which λ ≥ 0 and s can be told from rounding error, and what it gives.
  private func lowest() -> (offset: Double, (s: [Double], inner: Double)) {
    var offset = max(least, resolution)
    while true {
      if let solution = solution(offset) { return (offset, solution) }
      offset *= 2
    }
  }

  /// A δ between bounds that may differ by many orders of magnitude.
  private func middle(_ low: Double, _ high: Double) -> Double {
    let mean = max(low, 0x1p-50 * high).squareRoot() * high.squareRoot()
    return mean > low && mean < high ? mean : 0.5 * (low + high)
  }

  /// Even next to the pole the step is too short: along the eigenvector of λ₁ it can be made longer
  /// without changing the gradient of the model (Moré & Sorensen 1983, section 3).
  private func hardCase(_ s: [Double], _ offset: Double, _ reach: Reach) -> [Double] {
    // Where λ₁ is 0, or so by rounding, nothing is gained by that.
    guard least < -resolution else { return s }
    let (u, wanted) = (leftmost, reach.length(at: offset - least))
    // ‖s + τ·u‖ = wanted; of the two τ the one of least magnitude leads lower.
    let (b, c) = (dot(s, u), dot(s, s) - wanted * wanted)
    let root = max(0, b * b - c).squareRoot()
    let tau = b > 0 ? -c / (b + root) : b < 0 ? -c / (b - root) : root
    var result = s
    accumulate(tau, u, into: &result)
    return result
  }
}
