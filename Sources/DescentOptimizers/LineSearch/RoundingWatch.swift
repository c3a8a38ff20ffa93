/// Notices when steps are no longer than rounding and lead nowhere any more.
///
/// Where the predicted fall is within the rounding error of the value, only the gradient can tell
/// better points from worse. Ten such steps in a row that do not shorten it are the end.
struct RoundingWatch: Hashable {
  private static let patience = 10
  private var least = Double.infinity
  private var idle = 0

  /// Whether the step along `line` is the last of ten in vain.
  mutating func isOver(after trial: Trial, on line: Line) -> Bool {
    let shortens = trial.iterate.gradientNorm < min(least, line.origin.iterate.gradientNorm)
    idle = shortens || !line.isWithinRounding(at: trial.length) ? 0 : idle + 1
    least = min(least, trial.iterate.gradientNorm)
    return idle >= Self.patience
  }
}
