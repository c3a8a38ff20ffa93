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
      brackets, 'product:of=[cosine;plateau:patience=3]'. (default: cosine for classes, constant for \
      numbers or where neither steps nor epochs are limited)
      """, valueName: "spec"))
  var schedule: String?

  @Option(
    parsing: .unconditional, help: .init("Decoupled decay of the weights.", valueName: "number"),
    transform: nonnegativeNumber)
  var weightDecay: Double?

  @Option(
    parsing: .unconditional, help: .init("The weight of an L1 penalty.", valueName: "number"),
    transform: nonnegativeNumber)
  var l1: Double?

  @Option(
    parsing: .unconditional, help: .init("The weight of an L2 penalty.", valueName: "number"),
    transform: nonnegativeNumber)
  var l2: Double?

  @Option(
    parsing: .unconditional,
    help: .init("The largest value of an element of the gradient.", valueName: "number"),
    transform: positiveNumber)
  var clipValue: Double?

  @Option(
    parsing: .unconditional,
    help: .init("The largest 2-norm of the gradient.", valueName: "number"),
    transform: positiveNumber)
  var clipNorm: Double?

  /// The optimizer of these settings.
  func make() throws(DescentError) -> Optimizer {
    let rule = try OptimizerRegistry.make(optimizer, settings: set)
    var result = Optimizer(rule, learningRate: learningRate)
    if let schedule { result.schedule = try Schedule(schedule) }
    if let weightDecay { result.weightDecay = Coefficient(weightDecay) }
    if let l1 { result.l1 = Coefficient(l1) }
    if let l2 { result.l2 = Coefficient(l2) }
    if let clipNorm { result.wrappers.append(ClipNorm(clipNorm)) }
    if let clipValue { result.wrappers.append(ClipValue(clipValue)) }
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
