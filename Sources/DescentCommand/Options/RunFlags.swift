import ArgumentParser
import Descent

/// How long a run goes on, and what it runs on.
struct RunFlags: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: .init(
      "Passes over the data. (default: 20, or none where another limit is given)", valueName: "n"),
    transform: count())
  var epochs: Int?

  @Option(
    parsing: .unconditional, help: .init("Steps at most.", valueName: "n"), transform: count())
  var steps: Int?

  @Option(
    parsing: .unconditional, help: .init("Seconds at most.", valueName: "s"),
    transform: positiveNumber)
  var seconds: Double?

  @Option(
    parsing: .unconditional,
    help: .init(
      "Stops when an epoch's mean training loss is at most this; not to reach it is a failure.",
      valueName: "loss"),
    transform: number("a number"))
  var targetLoss: Double?

  @Option(
    parsing: .unconditional,
    help: .init(
      "Stops when the gradient of a step is at most this long.", valueName: "norm"),
    transform: nonnegativeNumber)
  var gradientTolerance: Double?

  @Option(
    parsing: .unconditional,
    help: .init(
      """
      Stops after n epochs without a better validation loss (training loss without --validation), \
      and keeps the best model.
      """, valueName: "n"), transform: count())
  var patience: Int?

  @Option(
    parsing: .unconditional,
    help: .init(
      """
      Examples a step, or all. (default: 32; 512 for kfac and natural-gradient; all for \
      gradient-descent and other solvers)
      """,
      valueName: "n|all"),
    transform: DescentCommand.batchSize)
  var batchSize: Int?

  @Option(
    parsing: .unconditional,
    help: .init(
      "What all randomness follows from: first values, held-out rows, order. (default: 0)",
      valueName: "n"),
    transform: DescentCommand.seed)
  var seed: UInt64 = 0

  @OptionGroup var sharing: ThreadFlags

  @Option(
    help: .init("float32 or float64. (default: float32)", valueName: "type"),
    transform: choice(of: ["float32": .float32, "float64": .float64]))
  var precision = DType.float32

  @Flag(name: .customLong("no-shuffle"), help: "Takes the rows in their order in every epoch.")
  var keepsOrder = false

  /// The options of a run, without checkpoints.
  var options: TrainingOptions {
    var options = TrainingOptions()
    options.epochs = epochs
    options.steps = steps
    options.seconds = seconds
    options.targetLoss = targetLoss
    options.gradientTolerance = gradientTolerance
    options.patience = patience
    options.batchSize = batchSize
    options.seed = seed
    options.threads = sharing.threads
    options.precision = precision
    options.shuffles = !keepsOrder
    return options
  }
}
