import DescentCore

/// What the length tried first follows from.
public enum FirstLength: String, SettingChoice {
  /// Given numbers: `length`, or `growth` times the last length.
  case given
  /// α₀ = αₖ₋₁·φ′ₖ₋₁(0)/φ′ₖ(0): as much of a first-order change as in the last step.
  case slope
  /// α₀ = 2·(fₖ − fₖ₋₁)/φ′ₖ(0): where a parabola would fall as far as the last step did.
  case fall
  /// From the size of the start; later where a parabola through a short trial has its minimum.
  case hagerZhang = "hager-zhang"
}

/// What the next line may learn from a step.
struct LastStep: Hashable {
  /// αₖ₋₁.
  var length: Double
  /// φ′ₖ₋₁(0).
  var slope: Double
  /// fₖ₋₁ − fₖ.
  var fall: Double

}

extension LastStep {
  init(_ trial: Trial, on line: Line) {
    self.init(
      length: trial.length, slope: line.slope, fall: line.origin.value - trial.value)
  }
}

extension StepPolicy {
  /// The length that a search along a line begins with.
  ///
  /// Nocedal & Wright 2006, section 3.5; Hager & Zhang 2006, "Algorithm 851: CG_DESCENT", ACM TOMS
  /// 32, 113-137: I0 to I2 with ψ₀ = 0.01, ψ₁ = 0.1 and ψ₂ = 2.
  func firstLength(_ line: inout Line, after last: LastStep?, _ oracle: inout Oracle) -> Double {
    let given = growth.map { $0 * (last?.length ?? length) } ?? length
    let choice: Double
    switch (first, last) {
    case (.given, _): return given
    case (.hagerZhang, nil): choice = sizedByStart(line)
    case (.hagerZhang, let last?): choice = quadratic(&line, last, &oracle)
    case (.slope, let last?): choice = last.length * last.slope / line.slope
    case (.fall, let last?): choice = -2 * last.fall / line.slope
    case (.slope, nil), (.fall, nil): choice = given
    }
    return choice > 0 && choice.isFinite ? choice : given
  }

  /// I0: a hundredth of the largest variable, or of what would take the value to 0.
  private func sizedByStart(_ line: Line) -> Double {
    let start = line.origin.iterate
    let (x, d) = (largest(start.point.doubles), largest(line.direction))
    if x > 0 { return 0.01 * x / d }
    return start.value != 0 ? 0.01 * abs(start.value) / -line.slope : 1
  }

  /// I1 and I2: where the parabola through value and slope here and the value at a tenth of the
  /// last length has its minimum; twice the last length if it has none, or is not lower there.
  private func quadratic(
    _ line: inout Line, _ last: LastStep, _ oracle: inout Oracle
  ) -> Double {
    let short = 0.1 * last.length
    guard !line.isWithinRounding(at: short) else { return 2 * last.length }
    let start = line.origin.value
    let value = line.value(at: short, &oracle)
    let bend = (value - start - short * line.slope) / (short * short)
    guard value <= start, bend > 0 else { return 2 * last.length }
    return -line.slope / (2 * bend)
  }
}
