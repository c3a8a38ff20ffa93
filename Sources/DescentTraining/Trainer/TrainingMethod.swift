import DescentCore
public import DescentOptimizers

/// How a model is trained.
public enum TrainingMethod: Sendable {
  /// By an update rule, from one gradient a step.
  case rule(Optimizer)
  /// By a solver, which asks for what it needs.
  case solver(SolverMethod)

  /// The name that users know it by.
  public var name: String {
    switch self {
    case .rule(let optimizer): optimizer.methodName
    case .solver(let method): method.solver.methodName
    }
  }
}

/// A solver with what it minimizes beside the loss, and on how much of the data.
public struct SolverMethod: Sendable {
  /// The method.
  public var solver: any TrainingSolver
  /// λ of a penalty ½·λ·‖W‖² on all weights, biases excepted.
  public var l2 = 0.0
  /// How many of a step's rows products with curvature matrices are taken over; nil for all.
  public var curvatureBatchSize: Int?

  /// A solver without a penalty.
  public init(_ solver: any TrainingSolver, l2: Double = 0, curvatureBatchSize: Int? = nil) {
    (self.solver, self.l2, self.curvatureBatchSize) = (solver, l2, curvatureBatchSize)
  }

  /// The settings of the solver in one line.
  public var settingsText: String {
    func text<S: TrainingSolver>(_ solver: S) -> String { solver.settingsText }
    return text(solver)
  }

  /// All that determines its steps, by the names of the command's flags.
  var texts: [(key: String, value: String)] {
    [
      ("optimizer", solver.methodName), ("set", settingsText), ("l2", "\(l2)"),
      ("curvature-batch", curvatureBatchSize.map { "\($0)" } ?? "off"),
    ]
  }
}

extension TrainingMethod {
  /// All that determines its steps, by the names of the command's flags.
  var texts: [(key: String, value: String)] {
    switch self {
    case .rule(let optimizer): optimizer.texts
    case .solver(let method): method.texts
    }
  }

  /// How many rows a step is taken on, where nothing is said.
  func usualBatchSize(rows: Int) -> Int {
    switch self {
    case .rule(let optimizer): type(of: optimizer.rule).batch == .whole ? rows : 32
    case .solver(let method): type(of: method.solver).batch == .whole ? rows : 512
    }
  }
}

extension TrainingMethod {
  /// Whether it is a solver.
  var isSolver: Bool { if case .solver = self { true } else { false } }

  /// The method of a run of so many steps, `Int.max` for an open end.
  ///
  /// - Throws: If it is not for this model or loss, or needs to know the length of the run.
  func resolved(
    for layout: VariableLayout, _ loss: Loss, stepLimit: Int, batchSize: Int
  ) throws(DescentError) -> TrainingMethod {
    guard case .rule(let optimizer) = self else { return self }
    try optimizer.checkGroups(in: layout)
    try optimizer.checkSampling(from: loss.isLikelihood ? nil : "the loss \(loss)")
    try optimizer.checkBatches()
    let resolved = try optimizer.forRun(stepLimit: stepLimit).resolved(batchSize: batchSize)
    try resolved.checkSchedules(steps: stepLimit < .max ? stepLimit : 100_000)
    return .rule(resolved)
  }
}

extension Optimizer {
  /// The optimizer with the schedules and wrappers of a run of so many steps.
  fileprivate func forRun(stepLimit: Int) throws(DescentError) -> Optimizer {
    if stepLimit < .max {
      try checkLength(totalSteps: stepLimit)
      return resolved(totalSteps: stepLimit)
    }
    for schedule in [schedule] + schedules.values where schedule.curve.needsTotalSteps {
      throw DescentError(
        "schedule \(schedule)",
        expected: "its steps, or a limit to the steps or epochs of the run", found: "neither")
    }
    for wrapper in wrappers where wrapper.needsTotalSteps {
      throw DescentError(
        "wrapper \(type(of: wrapper).name)",
        expected: "a start in steps, or a limit to the steps or epochs of the run",
        found: "neither")
    }
    return self
  }
}
