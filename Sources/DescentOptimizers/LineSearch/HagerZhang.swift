/// The search of Hager and Zhang: secants and bisections until the Wolfe conditions hold, or the
/// approximate ones, which slopes decide where values are rounding.
///
///     φ(α) ≤ φ(0) + δ·α·φ′(0)   and  φ′(α) ≥ σ·φ′(0)                            T1
///     φ(α) ≤ φ(0) + ε·|φ(0)|    and  (2·δ − 1)·φ′(0) ≥ φ′(α) ≥ σ·φ′(0)          T2
///
/// Hager & Zhang 2005, "A new conjugate gradient method with guaranteed descent and an efficient
/// line search", SIAM J. Optim. 16, 170-192, section 4: the line search algorithm L0 to L3 with
/// θ = ½, γ = 0.66, ρ = 5. Ends of intervals have a slope upward on the right, and on the left one
/// downward with a value not above φ(0) + ε·|φ(0)|.
struct HagerZhang: LineSearch {
  /// δ, σ and ε; without ε only T1 counts.
  var conditions = WolfeConditions(armijo: 0.1, curvature: 0.9, approximate: 1e-6)
  /// How many lengths are tried at most; of those, the one of least value is taken at last.
  var trials = 50.0
  /// The longest length.
  var longest = Double.infinity
  /// The width of an interval, over its upper end, that is not narrowed further.
  var resolution = 0.0

  func search(_ line: inout Line, from guess: Double, _ oracle: inout Oracle) -> Trial? {
    var run = HagerZhangRun(conditions: conditions, trials: trials, on: line)
    guard var (a, b) = run.bracket(from: guess, longest, &line, &oracle) else {
      return run.result
    }
    while run.isUnderWay {
      let width = b.length - a.length
      guard width > resolution * b.length else { break }
      (a, b) = run.secants(a, b, &line, &oracle)
      if run.isUnderWay, b.length - a.length > 0.66 * width {
        (a, b) = run.updated(a, b, (a.length + b.length) / 2, &line, &oracle)
      }
      // Rounding may leave nothing to try.
      if b.length - a.length >= width { break }
    }
    return run.result
  }
}

/// One search under way.
struct HagerZhangRun {
  private let conditions: WolfeConditions
  /// φ(0) + ε·|φ(0)|
  private let ceiling: Double
  /// σ·φ′(0)
  private let least: Double
  private var left: Double
  private var best: Trial
  private var found: Trial?

  init(conditions: WolfeConditions, trials: Double, on line: Line) {
    let start = line.origin
    (self.conditions, left, best) = (conditions, trials, start)
    ceiling = start.value + (conditions.approximate ?? 0) * abs(start.value)
    least = conditions.curvature * line.slope
  }

  /// Whether a length is still looked for.
  var isUnderWay: Bool { found == nil && left > 0 }

  /// What the search has come to.
  var result: Trial? { found ?? (best.length > 0 ? best : nil) }

  /// What is known at `length`, unless the search is over.
  private mutating func tried(
    _ length: Double, _ line: inout Line, _ oracle: inout Oracle
  ) -> Trial? {
    guard isUnderWay else { return nil }
    let trial = line.trial(at: length, &oracle)
    left -= 1
    if conditions.decreases(trial, on: line), trial.slope >= least { found = trial }
    if trial.value < best.value { best = trial }
    return trial
  }

  private func isHigh(_ trial: Trial) -> Bool { !(trial.value <= ceiling) }

  /// B0 to B3: an interval that holds a good length; nil where the search ends before.
  mutating func bracket(
    from guess: Double, _ longest: Double, _ line: inout Line, _ oracle: inout Oracle
  ) -> (Trial, Trial)? {
    var (a, length) = (line.origin, min(guess, longest))
    while let trial = tried(length, &line, &oracle), isUnderWay {
      if trial.slope >= 0 && trial.value.isFinite { return (a, trial) }
      if isHigh(trial) { return bisected(line.origin, trial, &line, &oracle) }
      if length >= longest {
        found = trial
        return nil
      }
      (a, length) = (trial, min(5 * length, longest))
    }
    return nil
  }

  /// U0 to U3: the interval that a length inside makes of one.
  mutating func updated(
    _ a: Trial, _ b: Trial, _ length: Double, _ line: inout Line, _ oracle: inout Oracle
  ) -> (Trial, Trial) {
    guard length > a.length, length < b.length, let c = tried(length, &line, &oracle) else {
      return (a, b)
    }
    if c.slope >= 0 && c.value.isFinite { return (a, c) }
    return isHigh(c) ? bisected(a, c, &line, &oracle) : (c, b)
  }

  /// U3: halves until the right end has a slope upward.
  private mutating func bisected(
    _ a: Trial, _ b: Trial, _ line: inout Line, _ oracle: inout Oracle
  ) -> (Trial, Trial) {
    var (a, b) = (a, b)
    while isUnderWay {
      let middle = (a.length + b.length) / 2
      guard middle > a.length, middle < b.length, let d = tried(middle, &line, &oracle) else {
        break
      }
      if d.slope >= 0 && d.value.isFinite { return (a, d) }
      if isHigh(d) { b = d } else { a = d }
    }
    return (a, b)
  }

  /// S1 to S4: a secant step, and one more from the end that it has moved.
  mutating func secants(
    _ a: Trial, _ b: Trial, _ line: inout Line, _ oracle: inout Oracle
  ) -> (Trial, Trial) {
    let length = Self.secant(a, b)
    let (low, high) = updated(a, b, length, &line, &oracle)
    if high.length == length {
      return updated(low, high, Self.secant(b, high), &line, &oracle)
    }
    if low.length == length {
      return updated(low, high, Self.secant(a, low), &line, &oracle)
    }
    return (low, high)
  }

  /// Where the line through both slopes is 0.
  private static func secant(_ a: Trial, _ b: Trial) -> Double {
    (a.length * b.slope - b.length * a.slope) / (b.slope - a.slope)
  }
}
