import ArgumentParser
import Descent

/// What is done around the updates of a rule; the same in every command that takes one.
struct SurroundFlags: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: .init(
      "Decoupled decay; of a model's biases only where a --group names it.", valueName: "number"),
    transform: nonnegativeNumber)
  var weightDecay: Double?

  @Option(
    parsing: .unconditional,
    help: .init(
      "The weight of an L1 penalty, which spares biases likewise.", valueName: "number"),
    transform: nonnegativeNumber)
  var l1: Double?

  @Option(
    parsing: .unconditional,
    help: .init(
      "The weight of an L2 penalty, which spares biases likewise.", valueName: "number"),
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

  @Option(
    parsing: .unconditional,
    help: .init("Gradients whose mean makes one step. (default: 1)", valueName: "n"),
    transform: count(through: 1_000_000_000))
  var accumulate: Int?

  @Option(
    help: .init(
      """
      The average of the parameters that is evaluated in the end: ema:0.999, swa or polyak. \
      (default: none)
      """, valueName: "spec"))
  var average: String?

  @Option(
    help: .init(
      """
      Other settings for parameters by name, such as '*.bias: weight-decay=0, learning-rate=0.01'; \
      several times for several groups.
      """, valueName: "pattern: key=value, ..."))
  var group: [String] = []

  @Option(
    help: .init(
      """
      What else is done around the updates, several times for several: \
      \(WrapperRegistry.names.joined(separator: ", ")); each with settings, such as \
      sam:radius=0.1. They are put around each other in this order, the first outermost, in \
      whatever order they are given.
      """, valueName: "name[:key=value,...]"))
  var wrap: [String] = []

  /// The first of these flags that was given.
  var given: String? {
    let flags: [(String, Bool)] = [
      ("--weight-decay", weightDecay != nil), ("--l1", l1 != nil), ("--l2", l2 != nil),
      ("--clip-value", clipValue != nil), ("--clip-norm", clipNorm != nil),
      ("--accumulate", accumulate != nil), ("--average", average != nil),
      ("--group", !group.isEmpty), ("--wrap", !wrap.isEmpty),
    ]
    return flags.first { $0.1 }?.0
  }

  /// Adds all of it to an optimizer.
  func complete(_ optimizer: inout Optimizer) throws(DescentError) {
    if let weightDecay { optimizer.weightDecay = Coefficient(weightDecay) }
    if let l1 { optimizer.l1 = Coefficient(l1) }
    if let l2 { optimizer.l2 = Coefficient(l2) }
    if let clipNorm { try optimizer.wrap(ClipNorm(clipNorm)) }
    if let clipValue { try optimizer.wrap(ClipValue(clipValue)) }
    if let accumulate, accumulate > 1 { try optimizer.wrap(Accumulate(accumulate)) }
    if let average { try optimizer.average(average) }
    for text in wrap { try optimizer.wrap(WrapperRegistry.make(text: text)) }
    for text in group { try optimizer.addGroup(text) }
  }
}
