import DescentCore
import DescentOptimizers

/// Where a run stands: all that changes while it goes on.
struct Course {
  /// What takes the steps, and holds what they change.
  let stepper: any Stepper
  var progress: Progress
  let clock = Stopwatch()
  /// The rows of the last step whose loss was finite.
  private(set) var finiteBatch: ArraySlice<Int32> = []

  private let trainer: Trainer
  private var sampler: BatchSampler
  /// When the current epoch began, or was taken up, and the examples seen since.
  private var part = (start: 0.0, examples: 0)
  private var details: [StepDetail] = []

  init(of trainer: Trainer, _ stepper: any Stepper, _ progress: Progress) {
    (self.trainer, self.stepper, self.progress) = (trainer, stepper, progress)
    stepper.scheduleMemory = progress.schedules
    // The order of examples has a stream of its own, apart from that of the first values.
    var random = RandomSource(seed: trainer.options.seed).split(.max)
    sampler = BatchSampler(
      rowCount: trainer.data.rowCount, batchSize: trainer.batchSize, seed: random.next(),
      shuffles: trainer.options.shuffles, fills: trainer.method.isSolver,
      position: progress.position)
  }

  /// Whether the last step was the last of its epoch.
  var isEpochEnd: Bool { progress.position.batch == sampler.batchesPerEpoch }

  /// Takes the next batch and a step on it.
  ///
  /// - Returns: What there is to tell, and why no step was taken, if none was.
  mutating func takeStep() -> (report: StepReport, obstacle: Outcome?) {
    let batch = sampler.next()
    let result = stepper.step(on: batch, number: progress.step + 1)
    if result.loss.isFinite { finiteBatch = batch }
    progress.count(result, batch.count, sampler.position)
    part.examples += batch.count
    details = result.details
    let limit = trainer.stepLimit
    let report = StepReport(
      step: progress.step, stepLimit: limit < .max ? limit : nil,
      epoch: progress.position.epoch + 1, loss: result.loss, squaredError: result.squaredError,
      gradientNorm: result.gradientNorm, learningRate: result.learningRate,
      details: result.details,
      gradientEquivalents: progress.work / Double(trainer.data.rowCount),
      examples: batch.count, seconds: clock.seconds)
    return (report, result.outcome)
  }

  /// Shows the schedules how an epoch went.
  mutating func observe(_ report: EpochReport) {
    stepper.observe(report)
    progress.schedules = stepper.scheduleMemory
  }

  /// Reports on the epoch, or on as much of it as was run, and begins to count anew.
  ///
  /// - Parameter validate: Measures the parameters; its time counts for no epoch.
  mutating func finishPart(_ validate: (Storage) -> Evaluation?) -> EpochReport {
    let seconds = clock.seconds
    defer { part = (clock.seconds, 0) }
    return EpochReport(
      epoch: progress.position.epoch + 1, step: progress.step, trainLoss: progress.trainLoss,
      trainSquaredError: progress.trainSquaredError,
      validation: validate(stepper.evaluationParameters), learningRate: progress.learningRate,
      details: details, seconds: seconds,
      samplesPerSecond: Double(part.examples) / max(seconds - part.start, 1e-9))
  }
}
