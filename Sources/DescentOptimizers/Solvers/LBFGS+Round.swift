import DescentCore

extension LBFGS {
  /// What counts as one step: an iteration, or, as in PyTorch, several that are cut short where
  /// they achieve little.
  public struct Round: Sendable, Hashable {
    /// Directions that are gone along at most.
    public var iterations = 1.0
    /// Values that are computed at most, the one at the start included, though it is known.
    public var evaluations = Double.infinity
    /// No more is done once no part of the gradient is larger.
    public var toleranceGradient = 0.0
    /// No more is done once no variable, or the value, changes by more, or the slope along the
    /// direction is as small; nil for going on in any case.
    public var toleranceChange: Double?
  }

  static var roundHyperparameters: [Hyperparameter<Self>] {
    [
      Hyperparameter(
        "iterations", \.round.iterations, .count(atLeast: 1), "the iterations that make a step"),
      Hyperparameter(
        "evaluations", \.round.evaluations, .countOrInfinity(atLeast: 1),
        "the values that a step may compute, that at its start counted in"),
      Hyperparameter(
        "tolerance-gradient", \.round.toleranceGradient, .atLeast(0),
        "the largest part of the gradient at which a step ends"),
      Hyperparameter(
        "tolerance-change", \.round.toleranceChange, .atLeast(0),
        "the change of variables or value, and the slope, at which a step ends"),
    ]
  }

  public func step(_ state: inout State, _ oracle: inout Oracle) -> Outcome? {
    let start = state.iterate.step
    let first = oracle.evaluations.value
    var isUnderWay = false
    for _ in 0..<Int(round.iterations) {
      let before = state.iterate
      if let outcome = nextIteration(&state, spent: oracle.evaluations.value - first, &oracle) {
        // What has been gone so far counts as a step.
        return isUnderWay ? nil : outcome
      }
      isUnderWay = true
      state.iterate.step = start + 1
      let spent = oracle.evaluations.value - first + 1
      if Double(spent) >= round.evaluations || isSmall(before, state) { break }
      guard state.iterate.isSound else { break }
    }
    return nil
  }

  private func nextIteration(
    _ state: inout State, spent: Int, _ oracle: inout Oracle
  ) -> Outcome? {
    let slope = largest(state.iterate.gradient)
    guard !(slope <= round.toleranceGradient) else {
      return .converged(
        "no part of the gradient above \(round.toleranceGradient.threeDigits), "
          + "norm \(state.iterate.gradientNorm.threeDigits)")
    }
    var policy = search
    policy.trials = min(policy.trials, max(1, round.evaluations - Double(spent)))
    return iterate(&state, policy, &oracle)
  }

  /// Whether an iteration has changed too little for another one.
  private func isSmall(_ before: Iterate, _ state: State) -> Bool {
    guard let change = round.toleranceChange, round.iterations > 1 else { return false }
    let move = difference(state.iterate.point, before.point)
    return largest(move) <= change || abs(state.iterate.value - before.value) < change
  }
}
