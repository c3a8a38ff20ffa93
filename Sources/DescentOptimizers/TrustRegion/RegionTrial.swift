import DescentCore

/// A step that was tried, and what it has shown.
struct RegionTrial {
  /// The point that it leads to.
  let next: Iterate
  /// What the model had predicted.
  let predicted: Double
  /// ρ = actual fall/predicted fall; −∞ where the function is not finite.
  let ratio: Double
  /// Whether the predicted fall is within the rounding error of the value, so that only the
  /// gradient can tell whether the step is good.
  let isWithinRounding: Bool
  /// The part of the step at which the parabola through both values and the slope at the start
  /// has its minimum; 0 where the function is not finite at the end.
  let best: Double
  /// ‖g‖ before the step.
  private let slope: Double

  /// - Parameter predicted: The fall that the model expects.
  /// - Returns: nil if the step is too short to change the point.
  init?(
    _ p: [Double], length: Double, predicted: Double, from iterate: Iterate, _ oracle: inout Oracle
  ) {
    var point = iterate.point.doubles
    accumulate(1, p, into: &point)
    let array = NDArray(point).converted(to: iterate.point.dtype)
    guard predicted > 0, array != iterate.point else { return nil }
    next = Iterate(at: array, step: iterate.step + 1, learningRate: length, &oracle)
    self.predicted = predicted
    slope = iterate.gradientNorm
    let unit = iterate.point.dtype == .float64 ? 0x1p-52 : 0x1p-23
    isWithinRounding = predicted <= 8 * unit * abs(iterate.value)
    guard next.value.isFinite, next.gradientNorm.isFinite else {
      (ratio, best) = (-.infinity, 0)
      return
    }
    var fall = iterate.value - next.value
    // Where digits of the values cancel, slopes are better (exact where the function is
    // quadratic): f(x) − f(x + p) ≈ −½·(g + g⁺)ᵀp.
    let cancellation = unit.squareRoot() * abs(iterate.value)
    if predicted <= cancellation, abs(fall) <= cancellation {
      fall = -0.5 * (dot(iterate.gradient.doubles, p) + dot(next.gradient.doubles, p))
    }
    ratio = fall / predicted
    let descent = -dot(iterate.gradient.doubles, p)
    best = descent > fall ? 0.5 * descent / (descent - fall) : 1
  }

  /// Whether to go on from where the step leads.
  func isGood(above least: Double) -> Bool {
    guard ratio > -.infinity else { return false }
    return isWithinRounding ? next.gradientNorm < slope : ratio > least
  }
}

/// Why a method ends all of whose steps from a point were in vain.
struct FailedTrials {
  private var first: RegionTrial?
  private var lengths: ClosedRange<Double>?

  mutating func add(_ trial: RegionTrial) {
    let length = trial.next.learningRate
    first = first ?? trial
    lengths =
      min(length, lengths?.lowerBound ?? length)...max(length, lengths?.upperBound ?? length)
  }

  func outcome(at iterate: Iterate) -> Outcome {
    guard let first, let lengths, !first.isWithinRounding else {
      let fall = first?.predicted ?? 0
      return .converged(
        "the predicted fall \(fall.threeDigits) of the value is within its rounding error, "
          + "gradient norm \(iterate.gradientNorm.threeDigits)")
    }
    return .stalled(
      "no step lowers the value \(iterate.value), lengths \(lengths.upperBound.threeDigits) to "
        + "\(lengths.lowerBound.threeDigits) tried, gradient norm "
        + iterate.gradientNorm.threeDigits)
  }
}
