/// A search for a length that meets the strong Wolfe conditions, by doubling and then zooming in.
///
/// Nocedal & Wright 2006, Algorithms 3.5 and 3.6: the length is multiplied until an interval must
/// hold a good one; this is narrowed where the cubic through its ends and the point that it lost
/// last has its minimum, else the parabola, else in its middle. What a step is taken with where
/// the curvature condition cannot be met is the best length that falls enough, as in Optax.
struct Zoom: LineSearch {
  var conditions = WolfeConditions()
  /// How many lengths are tried at most.
  var trials = 20.0
  /// What the length grows by until an interval is found.
  var expansion = 2.0
  /// The longest length.
  var longest = Double.infinity
  /// The width of an interval of lengths that is not narrowed further.
  var resolution = 0.0
  /// Whether the last length tried is taken where none is good.
  var takesLast = false

  /// An interval that holds a good length; `low` falls enough, and more than `high`.
  private struct Interval {
    var low, high: Trial
    /// The end that was given up last.
    var lost: Trial
  }

  func search(_ line: inout Line, from guess: Double, _ oracle: inout Oracle) -> Trial? {
    var (last, length, count) = (line.origin, guess, 0.0)
    var safe: Trial?
    while true {
      let trial = line.trial(at: min(length, longest), &oracle)
      count += 1
      let decreases = conditions.decreases(trial, on: line)
      if decreases {
        if conditions.isFlat(trial, on: line) { return trial }
        safe = trial
      }
      var interval: Interval?
      if !decreases || (count > 1 && trial.value >= last.value) {
        interval = Interval(low: last, high: trial, lost: last)
      } else if trial.slope >= 0 {
        interval = Interval(low: trial, high: last, lost: trial)
      } else if length >= longest {
        return trial
      }
      if count >= trials { return safe ?? lastResort(trial) }
      if let interval { return zoom(into: interval, safe, count, &line, &oracle) }
      (last, length) = (trial, expansion * trial.length)
    }
  }

  private func zoom(
    into interval: Interval, _ safe: Trial?, _ spent: Double, _ line: inout Line,
    _ oracle: inout Oracle
  ) -> Trial? {
    var (interval, safe, count) = (interval, safe, spent)
    while true {
      let isNarrow = abs(interval.high.length - interval.low.length) <= resolution
      let trial = line.trial(at: inner(interval), &oracle)
      count += 1
      let decreases = conditions.decreases(trial, on: line)
      if decreases {
        if conditions.isFlat(trial, on: line) { return trial }
        if trial.value < (safe ?? line.origin).value { safe = trial }
      }
      let (low, high) = (interval.low, interval.high)
      if !decreases || trial.value >= low.value {
        interval = Interval(low: low, high: trial, lost: high)
      } else if trial.slope * (high.length - low.length) >= 0 {
        interval = Interval(low: trial, high: low, lost: high)
      } else {
        interval = Interval(low: trial, high: high, lost: low)
      }
      if count >= trials || (isNarrow && safe != nil) { return safe ?? lastResort(trial) }
    }
  }

  /// Where to look in an interval: well inside, by the best model that says so.
  private func inner(_ interval: Interval) -> Double {
    let (low, high) = (interval.low, interval.high)
    let (l, r) = (min(low.length, high.length), max(low.length, high.length))
    let cubic = low.cubicMinimum(through: high, interval.lost)
    if cubic > l + 0.2 * (r - l) && cubic < r - 0.2 * (r - l) { return cubic }
    let parabola = low.parabolaMinimum(through: high)
    if parabola > l + 0.1 * (r - l) && parabola < r - 0.1 * (r - l) { return parabola }
    return (l + r) / 2
  }

  /// A length that is no good, if it may be taken at all.
  private func lastResort(_ trial: Trial) -> Trial? {
    takesLast && trial.value < .infinity ? trial : nil
  }
}
