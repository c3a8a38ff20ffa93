public import DescentCore

/// A wrapper that keeps an average of late parameters, with which the function is evaluated.
public protocol TailAverage: Wrapper {
  /// The steps before the average begins; below 1 a share of the run.
  var start: Double { get set }
}

extension TailAverage {
  public var needsTotalSteps: Bool { start > 0 && start < 1 }

  public func resolved(totalSteps: Int) -> Self {
    var copy = self
    if needsTotalSteps { copy.start = max((start * Double(totalSteps)).rounded(), 1) }
    return copy
  }

  public func initialState(for p: Tensor) -> RuleState { ["average": p, "count": Tensor(0)] }

  public func evaluationPoint(at p: Tensor, inner: Tensor, state s: RuleState) -> Tensor {
    s.average
  }

  /// The setting that all of them have.
  static func startSetting(
    _ path: any WritableKeyPath<Self, Double> & Sendable
  ) -> Hyperparameter<Self> {
    Hyperparameter(
      "start", path, .atLeast(0), "the steps before the mean begins; below 1 a share of the run")
  }
}
