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
      classes, constant for numbers or where neither steps nor epochs are limited)
      """, valueName: "[key=]spec"))
  var schedule: [String] = []

  @OptionGroup var surround: SurroundFlags

  /// The optimizer of these settings.
  ///
  /// - Parameter usual: The schedule of the learning rate where none is given.
  func make(
    seed: UInt64, schedule usual: Schedule = .constant
  ) throws(DescentError) -> Optimizer {
    let rule = try OptimizerRegistry.make(optimizer, settings: set)
    var result = Optimizer(rule, learningRate: learningRate)
    result.seed = seed
    let hasSchedule = try result.setSchedules(schedule)
    if !hasSchedule { result.schedule = usual }
    try surround.complete(&result)
    return result
  }

  /// The schedule for targets of a kind, where none is given.
  ///
  /// The accuracy of a classifier trained at a constant rate depends much on where it stops:
  /// fashion-mnist, mlp:128,64, ten epochs of Adam, 86.5 to 88.9 % over seeds; 89.1 to 89.4 % with
  /// a rate that falls to 0. Where the length of a run is not known, this one is constant, too.
  static func usualSchedule(for data: Dataset, _ options: TrainingOptions) -> Schedule {
    data.classNames == nil || options.isOpenEnded ? .constant : Schedule(CosineAnnealing())
  }
}
