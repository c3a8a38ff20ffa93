import DescentCore

/// Notices when steps are no longer than rounding and lead nowhere any more.
///
/// Where the predicted fall is within the rounding error of the value, only the gradient can tell
/// better points from worse. Ten such steps in a row that do not shorten it are the end, or more for
/// methods whose gradients get longer on their way.
struct RoundingWatch: Hashable {
  private let patience: Int
  private var least = Double.infinity
  private var idle = 0

  init(patience: Int = 10) { self.patience = patience }

  /// Whether the step along `line` is the last of so many in vain.
  mutating func isOver(after trial: Trial, on line: Line) -> Bool {
    isOver(
      isRounding: line.isWithinRounding(at: trial.length) || trial.value >= line.origin.value,
      norm: trial.iterate.gradientNorm,
      before: line.origin.iterate.gradientNorm)
  }

  /// Whether a step is the last of so many in vain.
  ///
  /// - Parameter isRounding: Whether the fall that was predicted is within rounding, or there is none.
  /// - Parameter norm: The norm of the gradient after the step.
  /// - Parameter last: The norm before it.
  mutating func isOver(isRounding: Bool, norm: Double, before last: Double) -> Bool {
    let shortens = norm < min(least, last)
    idle = shortens || !isRounding ? 0 : idle + 1
    least = min(least, norm)
    return idle >= patience
  }
}

extension RoundingWatch {
  /// What it knows, for a state that is saved.
  var stored: NDArray { NDArray([Double(patience), least, Double(idle)]) }

  /// The watch among what was saved.
  init(_ memory: [String: NDArray]) throws(DescentError) {
    let numbers = try memory.array("watch", shape: [3]).doubles
    guard let patience = Int(exactly: numbers[0]), let idle = Int(exactly: numbers[2]) else {
      throw DescentError(
        "memory of the optimizer", expected: "whole numbers in 'watch'", found: "\(numbers)")
    }
    (self.patience, least, self.idle) = (patience, numbers[1], idle)
  }
}
