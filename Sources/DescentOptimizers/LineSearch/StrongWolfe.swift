/// A search for a length that meets the strong Wolfe conditions, by cubic interpolation.
///
/// First the length is extrapolated until an interval must hold a good one, then the interval is
/// narrowed. Nocedal & Wright 2006, Algorithms 3.5 and 3.6, with the safeguards of Schmidt's
/// minFunc as PyTorch's `strong_wolfe` has them: extrapolation by a factor of 1.01 to 10 of the
/// length, and a trial that is twice in a row too near an end is moved a tenth inward. A length
/// whose value is no number is one that is too long.
struct StrongWolfe: LineSearch {
  var conditions = WolfeConditions()
  /// How many lengths are tried at most; of those, the one of least value is taken at last.
  var trials = 25.0
  /// The width of an interval, by the largest change of a variable, that is not narrowed further.
  var resolution = 0.0

  func search(_ line: inout Line, from guess: Double, _ oracle: inout Oracle) -> Trial? {
    var (last, trial) = (line.origin, line.trial(at: guess, &oracle))
    var count = 1.0
    while count < trials {
      let decreases = conditions.decreases(trial, on: line)
      if decreases && isGood(trial, on: line, better: count < 3 || trial.value < last.value) {
        return trial
      }
      // From the third on, as in PyTorch.
      let rises = !decreases || (count > 2 && trial.value >= last.value)
      if rises || trial.slope >= 0 {
        return narrow((last, trial), count, &line, &oracle)
      }
      let length = trial.length
      let bounds = length + 0.01 * (length - last.length)...10 * length
      let next = Trial.cubicMinimum(last, trial, within: bounds)
      (last, trial) = (trial, line.trial(at: next, &oracle))
      count += 1
    }
    return trial.value < line.origin.value ? trial : nil
  }

  /// Narrows an interval between two lengths, one of which is lower than the other and than the
  /// start.
  private func narrow(
    _ ends: (Trial, Trial), _ spent: Double, _ line: inout Line, _ oracle: inout Oracle
  ) -> Trial? {
    var (low, high) = ends.0.value <= ends.1.value ? ends : (ends.1, ends.0)
    let size = largest(line.direction)
    var (count, wasNearEnd) = (spent, false)
    while count < trials {
      let width = abs(high.length - low.length)
      guard width > 0, width * size >= resolution else { break }
      let length = inner(low, high, &wasNearEnd)
      let trial = line.trial(at: length, &oracle)
      count += 1
      let decreases = conditions.decreases(trial, on: line)
      let isLower = trial.value < low.value
      if decreases && isGood(trial, on: line, better: isLower) { return trial }
      if decreases && isLower {
        if trial.slope * (high.length - low.length) >= 0 { high = low }
        low = trial
      } else {
        (low, high) = isLower ? (trial, low) : (low, trial)
      }
    }
    return low.length > 0 ? low : nil
  }

  /// Whether a length whose value falls enough is the one: without approximation, only if it is
  /// better than what was there before.
  private func isGood(_ trial: Trial, on line: Line, better: Bool) -> Bool {
    (better || conditions.approximate != nil) && conditions.isFlat(trial, on: line)
  }

  /// The next length to try between two.
  private func inner(_ low: Trial, _ high: Trial, _ wasNearEnd: inout Bool) -> Double {
    let (l, r) = (min(low.length, high.length), max(low.length, high.length))
    let length = Trial.cubicMinimum(low, high, within: l...r)
    let margin = 0.1 * (r - l)
    guard min(r - length, length - l) < margin else {
      wasNearEnd = false
      return length
    }
    guard wasNearEnd || length >= r || length <= l else {
      wasNearEnd = true
      return length
    }
    wasNearEnd = false
    return r - length < length - l ? r - margin : l + margin
  }
}
