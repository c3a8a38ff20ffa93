/// A search for a length that meets the strong Wolfe conditions, by cubic and quadratic
/// interpolation with guaranteed decrease.
///
/// Moré & Thuente 1994, "Line search algorithms with guaranteed sufficient decrease", ACM TOMS 20,
/// 286-307: the search algorithm of section 2 with the trial values of section 4; the intervals
/// shrink by a third in two trials at least. As long as no length has both fallen enough and a
/// slope upward, lengths are judged by ψ(α) = φ(α) − φ(0) − c₁·α·φ′(0). A length whose value is no
/// number is one that is too long.
struct MoreThuente: LineSearch {
  var conditions = WolfeConditions()
  /// How many lengths are tried at most; of those, the one of least value is taken at last.
  var trials = 25.0
  /// The longest length.
  var longest = Double.infinity
  /// The width of a bracket, over its upper end, that is not narrowed further.
  var resolution = 0.0

  func search(_ line: inout Line, from guess: Double, _ oracle: inout Oracle) -> Trial? {
    let tilt = conditions.armijo * line.slope
    var bracket = TrialBracket(from: Sample(line.origin), guess: min(guess, longest))
    var (best, limit) = (line.origin, longest)
    var (isFirstStage, count) = (true, 0.0)
    while count < trials {
      let trial = line.trial(at: min(bracket.next, limit), &oracle)
      count += 1
      if conditions.decreases(trial, on: line), conditions.isFlat(trial, on: line) {
        return trial
      }
      guard trial.value.isFinite else {
        limit = trial.length
        bracket.retreat(from: trial.length)
        if bracket.isNarrow(resolution) { break }
        continue
      }
      let enough = line.origin.value + tilt * trial.length
      if trial.length >= longest, trial.value <= enough, trial.slope <= tilt { return trial }
      if trial.value <= enough && trial.slope >= 0 { isFirstStage = false }
      let isTilted = isFirstStage && trial.value <= best.value && trial.value > enough
      bracket.take(Sample(trial), tilt: isTilted ? tilt : 0, limit: limit)
      if bracket.low.length == trial.length { best = trial }
      if bracket.isNarrow(resolution) { break }
    }
    return best.length > 0 ? best : nil
  }
}

/// What is known of φ at a length, without the point.
struct Sample: Hashable {
  var length, value, slope: Double

  init(_ trial: Trial) { (length, value, slope) = (trial.length, trial.value, trial.slope) }

  /// The same of φ(α) − c·α.
  func tilted(by c: Double) -> Sample {
    var copy = self
    copy.value -= c * length
    copy.slope -= c
    return copy
  }
}
