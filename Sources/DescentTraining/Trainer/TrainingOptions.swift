public import DescentCore

/// How long to train, on what, and when to stop.
public struct TrainingOptions: Sendable {
  /// Everything random follows from it: first values, splits, the order of examples.
  public var seed: UInt64 = 0
  /// Examples a step; nil for what the rule means: all for gradient descent, else 32.
  public var batchSize: Int?
  /// Passes over the training data; nil for no limit of that kind.
  public var epochs: Int?
  /// Steps in all; nil for no limit of that kind.
  public var steps: Int?
  /// Seconds since the run began, or was resumed; nil for no limit of that kind.
  public var seconds: Double?
  /// Stops when an epoch's mean training loss is at most this.
  public var targetLoss: Double?
  /// Stops when the gradient of a step, over the rows of its batch, is at most this long.
  public var gradientTolerance: Double?
  /// Stops when the validation loss has not improved for this many epochs.
  public var patience: Int?
  /// Whether the order of examples is drawn anew for every epoch.
  public var shuffles = true
  /// float32 or float64.
  public var precision: DType = .float32
  /// Threads that share the work; nil for one a processor.
  public var threads: Int?
  /// Where checkpoints go; nil for none.
  public var checkpoints: CheckpointFolder?
  /// Steps between checkpoints, beside those at the end of each epoch.
  public var checkpointInterval: Int?

  /// Twenty epochs of the defaults.
  public init() {}

  /// The epochs to run if nothing else limits the run.
  static let defaultEpochs = 20

  /// Whether it is not known beforehand after how many steps the run will end.
  package var isOpenEnded: Bool { stepLimit(batchesPerEpoch: 1) == .max }

  /// The steps after which the run ends, for `batches` an epoch.
  func stepLimit(batchesPerEpoch batches: Int) -> Int {
    let isOpen =
      steps == nil && seconds == nil && targetLoss == nil && patience == nil
      && gradientTolerance == nil
    let epochs = epochs ?? (isOpen ? Self.defaultEpochs : nil)
    // A hostile count must not overflow, and stays a limit.
    let byEpochs = epochs.map { $0.multipliedReportingOverflow(by: batches) }
    let epochLimit = byEpochs.map { $0.overflow ? .max - 1 : min($0.partialValue, .max - 1) }
    return min(steps ?? .max, epochLimit ?? .max)
  }
}
