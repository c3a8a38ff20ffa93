import DescentCore

/// How the minimum of a damped quadratic model becomes a step, and what it teaches about the damping.
///
///     ρ = (f(x + d) − f(x))/m(d)     m without damping
///     λ ← ω·λ for ρ > ¾, λ/ω for ρ < ¼
///     x ← x + α·d                    α = 1, 0.8, 0.8², … until f falls by 0.01·α·|gᵀd|
///
/// Levenberg 1944 and Marquardt 1963, as in Martens & Sutskever 2012, sections 8.5 and 8.8.
struct DampedMove {
  /// Whether λ follows ρ.
  let adaptsDamping: Bool
  /// Whether α may be less than 1.
  let searchesLine: Bool
  /// ω of a method that looks at ρ at every step.
  private static let factor = 2.0 / 3

  /// What a step has shown.
  struct Report {
    /// ρ.
    var ratio: Double
    /// α; nil where no length makes the value fall enough.
    var length: Double?
  }

  /// Goes along d, which `iterate` does where some length is good; its gradient is not computed.
  ///
  /// - Parameter model: m(d).
  func take(
    _ d: [Double], model: Double, _ iterate: inout Iterate, _ damping: inout Double,
    _ oracle: inout Oracle
  ) -> Report {
    let start = iterate
    let slope = dot(start.gradient.doubles, d)
    var (length, value) = (1.0, oracle.value(at: sum(start.point, 1, d)))
    // A model that promises no fall says nothing good about itself.
    var report = Report(ratio: model < 0 ? (value - start.value) / model : -.infinity)
    if adaptsDamping { Self.adapt(&damping, to: report.ratio) }
    var trials = 0
    while !(value <= start.value + 1e-2 * length * min(slope, 0)),
      value != start.value || trials == 0
    {
      guard searchesLine, trials < 60 else { return report }
      trials += 1
      length *= 0.8
      value = oracle.value(at: sum(start.point, length, d))
    }
    report.length = length
    iterate.point = sum(start.point, length, d)
    iterate.value = value
    iterate.step += 1
    iterate.learningRate = length
    return report
  }

  /// Martens & Sutskever 2012, section 8.5.
  static func adapt(_ damping: inout Double, to ratio: Double) {
    damping = adapted(damping, to: ratio, by: factor)
  }

  /// Counts a step that is not taken; the next one is damped more than this one, by `last`, was.
  ///
  /// - Returns: Why there will be none either, if so.
  func reject(
    _ iterate: inout Iterate, _ damping: inout Double, after last: Double
  ) -> Outcome? {
    guard adaptsDamping, damping < 1e30 else {
      return .stalled("no step that is tried makes the function fall")
    }
    if damping <= last { damping = last / Self.factor }
    iterate.step += 1
    iterate.learningRate = 0
    return nil
  }
}

/// λ after a step whose reduction ratio was ρ: ω·λ for ρ > ¾, λ/ω for ρ < ¼ or none.
func adapted(
  _ damping: Double, to ratio: Double, by factor: Double, atLeast least: Double = 0
) -> Double {
  if ratio > 0.75 { return max(damping * factor, least, .leastNormalMagnitude) }
  return ratio >= 0.25 ? damping : min(damping / factor, 1e30)
}
