import DescentCore
import DescentOptimizers

/// How far a run has come: with the parameters and the optimizer's memory, all that a checkpoint
/// needs to go on as if nothing had happened.
struct Progress: Sendable {
  var step = 0
  var position = BatchSampler.Position()
  var learningRate = 0.0
  /// The arithmetic so far in gradients of single rows.
  var work = 0.0
  /// The loss of the first step of all.
  var firstLoss: Double?
  /// Of the current epoch.
  var lossSum = 0.0
  /// Nil where it is not measured.
  var squaredErrorSum: Double?
  var examples = 0
  var best: Best?
  /// Epochs since the best.
  var staleEpochs = 0
  /// What the schedules remember of the losses of epochs.
  var schedules: [String: [Double]] = [:]
  var lastReport: EpochReport?
  /// Whether the last finished epoch was the best so far.
  var isBest = false

  struct Best: Sendable {
    var loss: Double
    var epoch: Int
    var parameters: NDArray
  }

  /// The mean loss of the current epoch's examples, each when its batch came; NaN where none was a
  /// finite number.
  var trainLoss: Double { lossSum / Double(examples) }

  /// The same of the squared error.
  var trainSquaredError: Double? { squaredErrorSum.map { $0 / Double(examples) } }

  /// Whether a loss is so far above the first one that there is no way back.
  func isExploded(_ loss: Double) -> Bool { loss > 1e10 * max(firstLoss ?? loss, 1) }

  /// Counts a step.
  mutating func count(
    _ result: StepResult, _ rows: Int, _ position: BatchSampler.Position
  ) {
    if position.epoch != self.position.epoch { (lossSum, squaredErrorSum, examples) = (0, nil, 0) }
    step += 1
    self.position = position
    learningRate = result.learningRate
    work += result.work
    // Where a step may be passed over, its loss need not be a number.
    guard result.loss.isFinite else { return }
    firstLoss = firstLoss ?? result.loss
    lossSum += result.loss * Double(rows)
    if let error = result.squaredError {
      squaredErrorSum = (squaredErrorSum ?? 0) + error * Double(rows)
    }
    examples += rows
  }

  /// Counts an epoch, and says whether the run should end with it.
  ///
  /// The best epoch is the one with the smallest validation loss, or training loss without
  /// validation data.
  mutating func finishEpoch(
    _ report: EpochReport, _ parameters: Storage, _ options: TrainingOptions
  ) -> Outcome? {
    lastReport = report
    let measure = report.measure
    isBest = measure < (best?.loss ?? .infinity)
    if isBest {
      let copy = NDArray(
        dtype: options.precision, shape: [parameters.byteCount / options.precision.size],
        storage: parameters.copy())
      best = Best(loss: measure, epoch: report.epoch, parameters: copy)
      staleEpochs = 0
    } else {
      staleEpochs += 1
    }
    return verdict(options)
  }

  /// Whether the run should end with the epoch just over: also asked when a run is resumed there.
  func verdict(_ options: TrainingOptions) -> Outcome? {
    if let target = options.targetLoss, trainLoss <= target {
      return .converged("training loss \(trainLoss) at or below \(target)")
    }
    if let patience = options.patience, staleEpochs >= patience {
      let best = best.map { "\($0.loss) of epoch \($0.epoch)" } ?? "infinity"
      return .stalled("no better loss than \(best) for \(patience) epochs")
    }
    return nil
  }
}
