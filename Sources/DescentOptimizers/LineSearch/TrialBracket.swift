/// The interval in which the search of Moré and Thuente looks for a length, and where it looks next.
///
/// `low` is the best length so far, at first 0; `high` the other end once there is one, that is once
/// a good length must lie between.
struct TrialBracket {
  private(set) var low: Sample
  private(set) var high: Sample
  private(set) var isBracketed = false
  /// The length to try next.
  private(set) var next: Double
  /// The widths one and two trials ago.
  private var widths = (Double.infinity, Double.infinity)

  init(from origin: Sample, guess: Double) { (low, high, next) = (origin, origin, guess) }

  /// A length that cannot be evaluated: half of the way to it is tried.
  mutating func retreat(from length: Double) { next = low.length + 0.5 * (length - low.length) }

  /// Whether nothing is left between the ends, or between the best length and the next one.
  func isNarrow(_ resolution: Double) -> Bool {
    if next == low.length { return true }
    guard isBracketed else { return false }
    return abs(high.length - low.length) <= resolution * max(high.length, low.length)
  }

  /// Takes in what a trial has shown, and says where to look next.
  ///
  /// - Parameter tilt: What is taken off the slopes for the comparison.
  /// - Parameter limit: The longest length to be tried.
  mutating func take(_ trial: Sample, tilt: Double, limit: Double) {
    let (l, h, t) = (low.tilted(by: tilt), high.tilted(by: tilt), trial.tilted(by: tilt))
    let step = trial.length - low.length
    // As long as there is no upper end the length grows by 1.1 to 4 of the last change.
    let range =
      isBracketed
      ? (min(low.length, high.length), max(low.length, high.length))
      : (trial.length + 1.1 * step, min(trial.length + 4 * step, limit))
    let wasBracketed = isBracketed
    if t.value > l.value || t.slope * step > 0 { isBracketed = true }
    let choice = TrialChoice(low: l, high: wasBracketed ? h : nil, trial: t, range: range)
    if t.value > l.value {
      high = trial
    } else {
      if t.slope * step > 0 { high = low }
      low = trial
    }
    next = min(choice.length, limit)
    narrow()
  }

  /// Bisects where two trials have not taken a third off the interval.
  private mutating func narrow() {
    guard isBracketed else { return }
    let width = abs(high.length - low.length)
    if width >= 0.66 * widths.1 { next = low.length + 0.5 * (high.length - low.length) }
    widths = (width, widths.0)
    let ends = (min(low.length, high.length), max(low.length, high.length))
    if !(next > ends.0 && next < ends.1) { next = low.length + 0.5 * (high.length - low.length) }
  }
}
