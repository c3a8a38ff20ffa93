import ArgumentParser
import Descent

/// How parameters are updated.
struct OptimizerFlags: ParsableArguments {
  @Option(
    help: .init(
      """
      The update rule, \(OptimizerRegistry.names.joined(separator: ", ")); or the solver, \
      \(SolverRegistry.trainerNames.joined(separator: ", ")).
      """, valueName: "name"))
  var optimizer = "adam"

  @Option(
    parsing: .upToNextOption,
    help: .init("Numbers of the method, such as beta1=0.8.", valueName: "key=value"))
  var set: [String] = []

  @Option(
    parsing: .unconditional,
    help: .init("The learning rate of a rule. (default: its own)", valueName: "rate"),
    transform: positiveNumber)
  var learningRate: Double?

  @Option(
    help: .init(
      """
      The course of the learning rate: \(Schedule.names.joined(separator: ", ")), each with \
      settings, such as cosine:final=0.01,warmup=100; sequences and products have schedules in \
      brackets, 'product:of=[cosine;plateau:patience=3]'. After KEY= it is that of another number, \
      beta1=step:every=100,factor=0.9; several times for several numbers. (default: cosine for \
      classes; constant for numbers, for schedule-free rules, and where neither steps nor epochs \
      are limited)
      """, valueName: "[key=]spec"))
  var schedule: [String] = []

  @OptionGroup var surround: SurroundFlags

  @Option(
    parsing: .unconditional,
    help: .init(
      "Of the examples of a solver's step, those over which curvature is taken. (default: all)",
      valueName: "n"), transform: count())
  var curvatureBatch: Int?

  /// The method of these settings.
  ///
  /// - Parameter usual: The schedule of a rule's learning rate where none is given.
  func make(
    seed: UInt64, schedule usual: (any UpdateRule) -> Schedule = { _ in .constant }
  ) throws(DescentError) -> TrainingMethod {
    if let solver = try SolverRegistry.trainer(optimizer, settings: set) {
      if let flag = ruleFlag { throw .flag(flag, goesWith: "an update rule", found: optimizer) }
      return .solver(
        SolverMethod(solver, l2: surround.l2 ?? 0, curvatureBatchSize: curvatureBatch))
    }
    guard curvatureBatch == nil else {
      throw .flag("--curvature-batch", goesWith: "a solver", found: optimizer)
    }
    let rule = try OptimizerRegistry.make(optimizer, settings: set)
    var result = Optimizer(rule, learningRate: learningRate)
    result.seed = seed
    let hasSchedule = try result.setSchedules(schedule)
    if !hasSchedule { result.schedule = usual(rule) }
    try surround.complete(&result)
    return .rule(result)
  }

  /// The first flag that was given and is for update rules alone.
  private var ruleFlag: String? {
    if learningRate != nil { return "--learning-rate" }
    if !schedule.isEmpty { return "--schedule" }
    var others = surround
    others.l2 = nil
    return others.given
  }
}

extension DescentError {
  /// The error of a flag that is of no use to what it was given with.
  static func flag(_ flag: String, goesWith expected: String, found: String) -> Self {
    DescentError(flag, expected: "\(expected) to go with it", found: found)
  }
}
