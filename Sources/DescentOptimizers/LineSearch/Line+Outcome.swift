extension Line {
  /// Why a method ends whose search found no length to go.
  var failure: Outcome {
    let iterate = origin.iterate
    let range = tried ?? 0...0
    if slope >= 0 {
      return .stalled("the direction does not lead down: slope \(slope.threeDigits)")
    }
    if isWithinRounding(at: range.upperBound) { return roundingReached(at: range.upperBound) }
    return .stalled(
      "no step along the direction lowers the value \(iterate.value), lengths "
        + "\(range.upperBound.threeDigits) to \(range.lowerBound.threeDigits) tried")
  }

  /// Why a method ends that has come as far as the rounding of values lets it.
  func roundingReached(at length: Double) -> Outcome {
    .converged(
      "the predicted fall \((-length * slope).threeDigits) of the value is within its rounding "
        + "error, gradient norm \(origin.iterate.gradientNorm.threeDigits)")
  }
}
