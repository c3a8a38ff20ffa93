import ArgumentParser
import Descent

/// How parameters are updated.
struct OptimizerFlags: ParsableArguments {
  @Option(
    help: .init(
      "The update rule: \(OptimizerRegistry.names.joined(separator: ", ")).", valueName: "name"))
  var optimizer = "adam"

  @Option(
    parsing: .upToNextOption,
    help: .init("Numbers of the rule, such as beta1=0.8.", valueName: "key=value"))
  var set: [String] = []

  @Option(
    parsing: .unconditional,
    help: .init("The learning rate. (default: the rule's own)", valueName: "rate"),
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

  /// The optimizer of these settings.
  ///
  /// - Parameter usual: The schedule of a rule's learning rate where none is given.
  func make(
    seed: UInt64, schedule usual: (any UpdateRule) -> Schedule = { _ in .constant }
  ) throws(DescentError) -> Optimizer {
    let rule = try OptimizerRegistry.make(optimizer, settings: set)
    var result = Optimizer(rule, learningRate: learningRate)
    result.seed = seed
    let hasSchedule = try result.setSchedules(schedule)
    if !hasSchedule { result.schedule = usual(rule) }
    try surround.complete(&result)
    return result
  }
}
