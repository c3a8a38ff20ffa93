public import DescentCore

/// The table of methods that users can name: the solvers of this library and every update rule.
public enum SolverRegistry {
  static let solvers: [any (Solver & Described).Type] = [
    Newton.self, TrustNewton.self, NewtonCG.self, CubicNewton.self, SR1.self, LBFGS.self,
    LBFGSB.self, BFGS.self, ConjugateGradient.self, BarzilaiBorwein.self,
    AcceleratedGradient.self, SteepestDescent.self, CoordinateDescent.self, NelderMead.self,
    LevenbergMarquardt.self, SubsampledNewton.self, NewtonSketch.self, SQP.self,
    AugmentedLagrangian.self,
  ]

  /// The solvers that models can be trained with; those for models alone come first.
  static let trainers: [any TrainingSolver.Type] = [
    HessianFree.self, KFAC.self, NaturalGradient.self, KrylovSubspaceDescent.self, Newton.self,
    TrustNewton.self, NewtonCG.self, CubicNewton.self, LBFGS.self,
  ]

  /// The names of the solvers that models can be trained with.
  public static var trainerNames: [String] { trainers.map { $0.name } }

  /// The solver of this name that models can be trained with; nil for an update rule.
  ///
  /// - Throws: For an unknown name or key, text that is no value in its range.
  public static func trainer(
    _ name: String, settings: [String]
  ) throws(DescentError) -> (any TrainingSolver)? {
    if let solver = trainers.first(where: { $0.name == name }) {
      return try solver.init(settings: keyValues(settings, of: name))
    }
    guard isRule(name) else {
      throw .unknown("optimizer", name, among: OptimizerRegistry.names + trainerNames)
    }
    return nil
  }

  /// The names of all methods, solvers first.
  public static var names: [String] { solvers.map { $0.name } + OptimizerRegistry.names }

  /// Whether a method has a learning rate and a schedule.
  public static func isRule(_ name: String) -> Bool { OptimizerRegistry.names.contains(name) }

  /// The method of this name with settings written as `key=value`.
  ///
  /// - Throws: For an unknown name or key, text that is no number, or a number out of range.
  public static func make(
    _ name: String, settings: [String], learningRate: Double? = nil, schedule: Schedule? = nil
  ) throws(DescentError) -> any Solver {
    if let solver = solvers.first(where: { $0.name == name }) {
      return try solver.init(settings: keyValues(settings, of: name))
    }
    guard isRule(name) else { throw unknown(name) }
    let rule = try OptimizerRegistry.make(name, settings: settings)
    return Optimizer(rule, learningRate: learningRate, schedule: schedule ?? .constant)
  }

  /// The keys of the settings of the method with this name.
  public static func settingKeys(of name: String) throws(DescentError) -> [String] {
    if let solver = solvers.first(where: { $0.name == name }) { return solver.keys }
    guard isRule(name) else { throw unknown(name) }
    return try OptimizerRegistry.rule(named: name).keys
  }

  /// The error for a method that is none for functions.
  private static func unknown(_ name: String) -> DescentError {
    trainers.contains { $0.name == name }
      ? .modelNeeded(by: "optimizer \(name)", found: "a function")
      : .unknown("optimizer", name, among: names)
  }

  /// The solvers of a kind, for a message.
  static func names(where isOne: (any Solver) -> Bool) -> String {
    solvers.filter { isOne($0.init()) }.map { $0.name }.joined(separator: " or ")
  }

  /// The method for an objective where none is named, and why it is the one.
  ///
  /// - Parameter needsRule: Whether a learning rate or schedule was given, for which only update
  ///   rules have a use.
  public static func usualMethod(
    for objective: Objective, needsRule: Bool = false
  ) -> (name: String, why: String) {
    if needsRule { return (Adam.name, "what was asked for is for an update rule") }
    let count = objective.layout.count
    let numbers = count == 1 ? "1 number" : "\(count) numbers"
    if !objective.constraints.isEmpty {
      return (count <= 200 ? SQP.name : AugmentedLagrangian.name, "there are constraints")
    }
    if objective.residuals != nil, count <= 200 {
      return (LevenbergMarquardt.name, "the function is a sum of squares of few variables")
    }
    if objective.bounds != nil {
      return (count <= 50 ? SQP.name : LBFGSB.name, "there are bounds")
    }
    return count <= 200
      ? (TrustNewton.name, "second derivatives by \(numbers) are cheap")
      : (LBFGS.name, "second derivatives by \(numbers) are costly")
  }
}
