import ArgumentParser
import Descent

/// When a search ends, and what it runs on.
struct SearchFlags: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: .init("Steps at most. (default: 10000)", valueName: "n"), transform: count(from: 0))
  var steps = 10_000

  @Option(
    parsing: .unconditional,
    help: .init(
      """
      Converged when the 2-norm of the gradient is below this; 0 for exactly as many steps as \
      --steps says. (default: 1e-10 in float64, 1e-4 in float32)
      """, valueName: "norm"), transform: nonnegativeNumber)
  var gradientTolerance: Double?

  @Option(
    parsing: .unconditional,
    help: .init(
      "Also converged when that norm is below this times what it was at the start.",
      valueName: "share"), transform: nonnegativeNumber)
  var relativeGradientTolerance: Double?

  @Option(
    parsing: .unconditional,
    help: .init(
      "Also converged when a step changes the variables by less than this times their norm.",
      valueName: "share"), transform: nonnegativeNumber)
  var stepTolerance: Double?

  @Option(
    parsing: .unconditional,
    help: .init(
      "Also converged when a step lowers the value by less than this times its size.",
      valueName: "share"), transform: nonnegativeNumber)
  var valueTolerance: Double?

  @Option(
    parsing: .unconditional,
    help: .init("Values of the function at most.", valueName: "n"), transform: count(from: 1))
  var evaluations: Int?

  @Option(
    parsing: .unconditional, help: .init("Seconds at most.", valueName: "s"),
    transform: positiveNumber)
  var seconds: Double?

  @Option(
    parsing: .unconditional,
    help: .init("What random values follow from. (default: 0)", valueName: "n"),
    transform: DescentCommand.seed)
  var seed: UInt64 = 0

  @OptionGroup var sharing: ThreadFlags

  @Option(
    help: .init("float32 or float64. (default: float64)", valueName: "type"),
    transform: choice(of: ["float32": .float32, "float64": .float64]))
  var precision = DType.float64

  /// When the search ends.
  var stopping: StoppingRule {
    var rule = StoppingRule(gradientTolerance: gradientTolerance, steps: steps, seconds: seconds)
    rule.relativeGradientTolerance = relativeGradientTolerance
    (rule.stepTolerance, rule.valueTolerance) = (stepTolerance, valueTolerance)
    rule.evaluations = evaluations
    return rule
  }
}
