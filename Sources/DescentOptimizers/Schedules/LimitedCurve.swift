/// A curve that takes so many steps, by default those of the run.
public protocol LimitedCurve: ScheduleCurve, Described {
  /// How long it takes; infinite until the length of the run is known.
  var steps: Double { get set }
}

extension LimitedCurve {
  public var needsTotalSteps: Bool { steps.isInfinite }

  public func resolved(totalSteps: Int) -> Self {
    var curve = self
    if needsTotalSteps { curve.steps = Double(totalSteps) }
    return curve
  }

  /// The setting that all of them have.
  static func stepsSetting(
    _ path: any WritableKeyPath<Self, Double> & Sendable
  ) -> Hyperparameter<Self> {
    Hyperparameter(
      "steps", path, .countOrInfinity(atLeast: 1),
      "steps until the end; the run's where left out")
  }
}
