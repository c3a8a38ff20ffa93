import DescentCore
import DescentOptimizers

/// Where a run stands: all that changes while it goes on.
struct Course {
  /// Parameters and the optimizer's memory, which steps overwrite.
  let state: TrainingState
  var progress: Progress
  let clock = Stopwatch()
  /// The rows of the last step whose loss was finite.
  private(set) var finiteBatch: ArraySlice<Int32> = []

  private let trainer: Trainer
  /// The trainer's, whose schedules take note of the epochs.
  private var optimizer: Optimizer
  private var sampler: BatchSampler
  private var steps: Steps
  /// When the current epoch began, or was taken up, and the examples seen since.
  private var part = (start: 0.0, examples: 0)

  init(of trainer: Trainer, _ state: TrainingState, _ progress: Progress) {
    (self.trainer, self.state, self.progress) = (trainer, state, progress)
    optimizer = trainer.optimizer
    optimizer.scheduleMemory = progress.schedules
    // The order of examples has a stream of its own, apart from that of the first values.
    var random = RandomSource(seed: trainer.options.seed).split(.max)
    sampler = BatchSampler(
      rowCount: trainer.data.rowCount, batchSize: trainer.batchSize, seed: random.next(),
      shuffles: trainer.options.shuffles, position: progress.position)
    steps = Steps(trainer, state)
  }

  /// Whether the last step was the last of its epoch.
  var isEpochEnd: Bool { progress.position.batch == sampler.batchesPerEpoch }

  /// Takes the next batch and a step on it.
  mutating func takeStep() -> StepReport {
    let numbers = optimizer.numbers(at: progress.step)
    let batch = sampler.next()
    let result = steps.of(batch.count).run(batch, step: progress.step + 1, numbers)
    if result.loss.isFinite { finiteBatch = batch }
    progress.count(result, batch.count, sampler.position)
    part.examples += batch.count
    let limit = trainer.stepLimit
    return StepReport(
      step: progress.step, stepLimit: limit < .max ? limit : nil,
      epoch: progress.position.epoch + 1, loss: result.loss, squaredError: result.squaredError,
      gradientNorm: result.gradientNorm, learningRate: result.learningRate, examples: batch.count,
      seconds: clock.seconds)
  }

  /// Shows the schedules how an epoch went.
  mutating func observe(_ report: EpochReport) {
    optimizer.observe(report.measure)
    progress.schedules = optimizer.scheduleMemory
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
      validation: validate(state.evaluationParameters), learningRate: progress.learningRate,
      seconds: seconds,
      samplesPerSecond: Double(part.examples) / max(seconds - part.start, 1e-9))
  }
}

/// The compiled steps of a run: one for whole batches, one for a short last batch when it comes.
private struct Steps {
  private let make: (Int) -> TrainingStep
  private var bySize: [TrainingStep] = []

  init(_ trainer: Trainer, _ state: TrainingState) {
    make = { size in
      TrainingStep(
        trainer.problem, trainer.optimizer, data: trainer.data, targets: trainer.targets,
        state: state, batchSize: size)
    }
  }

  mutating func of(_ size: Int) -> TrainingStep {
    if let known = bySize.first(where: { $0.batchSize == size }) { return known }
    bySize.append(make(size))
    return bySize[bySize.count - 1]
  }
}
