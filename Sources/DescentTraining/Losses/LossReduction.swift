import DescentCore

/// How the losses of single examples become one number.
public enum LossReduction: String, Sendable, Hashable, CaseIterable {
  /// Their mean.
  case mean
  /// Their sum.
  case sum
  /// They stay as they are.
  case none

  /// The mean, the sum or the losses themselves.
  func callAsFunction(_ losses: Tensor) -> Tensor {
    switch self {
    case .mean: losses.mean()
    case .sum: losses.sum()
    case .none: losses
    }
  }

  /// The same for losses that are already weighted: their mean is by the sum of the weights.
  func callAsFunction(_ losses: Tensor, weights: Tensor) -> Tensor {
    self == .mean ? losses.sum() / weights.sum() : self(losses)
  }
}

/// Broadcasting would turn outputs `[n]` and targets `[n, 1]` into n² differences.
func requireSameShape(_ loss: String, _ output: Tensor, _ target: Tensor) {
  require(
    output.shape == target.shape,
    "\(loss): output of shape \(output.shape) and target of shape \(target.shape) differ")
}

/// One class for each row of scores.
func requireClasses(_ loss: String, _ scores: Tensor, _ classes: Tensor) {
  require(
    scores.rank > 0 && classes.shape == Shape(scores.shape.sizes.dropLast()),
    "\(loss): scores of shape \(scores.shape) and classes of shape \(classes.shape) differ")
}

/// Where the last axis of `scores` is at the class, shape and meaning of a truth value as `scores`.
func isClass(_ classes: Tensor, of scores: Tensor) -> Tensor {
  Tensor.iota(scores.shape) .== classes.expanded(at: -1)
}
