public import DescentCore
import DescentOptimizers
import Foundation

extension Trainer {
  /// Trains until a limit or target is met, or something goes wrong.
  ///
  /// - Parameter resumes: Whether to go on from the last checkpoint of `options.checkpoints`: bit
  ///   for bit as if the run had not been interrupted, on the same machine and thread count.
  /// - Parameter shouldStop: Asked after every step; a checkpoint is written before stopping.
  /// - Parameter onEvent: Told what happens.
  /// - Throws: If a checkpoint cannot be read or written.
  public func run(
    resumes: Bool = false, shouldStop: () -> Bool = { false },
    onEvent: (TrainingEvent) -> Void = { _ in }
  ) throws(DescentError) -> Run {
    let state = TrainingState(parameters: model.parameters, optimizer: optimizer)
    var progress = Progress()
    if resumes { progress = try restore(into: state) }
    var sampler = BatchSampler(
      rowCount: data.rowCount, batchSize: batchSize, seed: orderSeed, shuffles: options.shuffles,
      position: progress.position)
    var steps = Steps(self, state)
    let clock = Stopwatch()
    var epochStart = (seconds: clock.seconds, examples: 0)
    var outcome = progress.step >= stepLimit ? limitReached : nil
    if resumes && progress.position.batch == batchesPerEpoch {
      outcome = progress.verdict(options) ?? outcome
    }

    while outcome == nil {
      let rate = optimizer.learningRate(at: progress.step)
      let batch = sampler.next()
      let (loss, norm) = steps.of(batch.count).run(
        batch, step: progress.step + 1, learningRate: rate)
      progress.count(loss, batch.count, sampler.position, rate)
      onEvent(.step(report(progress, loss, norm, batch.count, clock.seconds)))

      guard loss.isFinite && norm.isFinite && !progress.isExploded(loss) else {
        outcome = .diverged(divergence(at: progress.step, loss, norm, rate))
        break
      }
      let isEpochEnd = sampler.position.batch == batchesPerEpoch
      outcome = limits(progress, clock.seconds, shouldStop)
      epochStart.examples += batch.count
      if isEpochEnd || outcome != nil && outcome != .interrupted {
        let report = epochReport(progress, state, clock.seconds, epochStart)
        onEvent(.epoch(report))
        // The step's own loss was taken before its update.
        let after = state.isFinite ? report.validation?.loss ?? 0 : .nan
        guard after.isFinite && !progress.isExploded(after) else {
          outcome = .diverged(divergence(at: progress.step, after, norm, rate))
          break
        }
        progress.lastReport = report
        if isEpochEnd {
          outcome = progress.finishEpoch(report, state.parameters, options) ?? outcome
        }
        epochStart = (clock.seconds, 0)
      }
      if isEpochEnd || outcome != nil || isCheckpointDue(progress.step) {
        try save(progress, state, onEvent)
      }
    }
    return finish(outcome ?? limitReached, progress, state, clock.seconds)
  }

  /// The order of examples has a stream of its own, apart from that of the first values.
  private var orderSeed: UInt64 {
    var source = RandomSource(seed: options.seed).split(.max)
    return source.next()
  }

  private func finish(
    _ outcome: Outcome, _ progress: Progress, _ state: TrainingState, _ seconds: Double
  ) -> Run {
    var trained = model
    let last = NDArray(
      dtype: options.precision, shape: [model.layout.count], storage: state.parameters)
    trained.parameters = options.patience == nil ? last : progress.best?.parameters ?? last
    return Run(
      model: trained, outcome: outcome, steps: progress.step, seconds: seconds,
      lastEpoch: progress.lastReport)
  }

  private var limitReached: Outcome {
    let epochs = options.epochs ?? TrainingOptions.defaultEpochs
    let (count, noun) = options.steps == stepLimit ? (stepLimit, "step") : (epochs, "epoch")
    return .stepLimit("\(count) \(noun)\(count == 1 ? "" : "s") done")
  }

  private func limits(
    _ progress: Progress, _ seconds: Double, _ shouldStop: () -> Bool
  ) -> Outcome? {
    if progress.step >= stepLimit { return limitReached }
    if let limit = options.seconds, seconds >= limit { return .stepLimit("\(limit) seconds over") }
    return shouldStop() ? .interrupted : nil
  }

  private func isCheckpointDue(_ step: Int) -> Bool {
    options.checkpointInterval.map { step % $0 == 0 } ?? false
  }

  private func report(
    _ progress: Progress, _ loss: Double, _ norm: Double, _ examples: Int, _ seconds: Double
  ) -> StepReport {
    StepReport(
      step: progress.step, stepLimit: stepLimit < .max ? stepLimit : nil,
      epoch: progress.position.epoch + 1, loss: loss, gradientNorm: norm,
      learningRate: progress.learningRate, examples: examples, seconds: seconds)
  }

  private func epochReport(
    _ progress: Progress, _ state: TrainingState, _ seconds: Double,
    _ start: (seconds: Double, examples: Int)
  ) -> EpochReport {
    let evaluation = validation.flatMap { data in
      validationTargets.map { targets in
        Evaluator(problem, data: data).evaluate(state.parameters, targets: targets)
      }
    }
    return EpochReport(
      epoch: progress.position.epoch + 1, step: progress.step,
      trainLoss: progress.trainLoss, validation: evaluation,
      learningRate: progress.learningRate, seconds: seconds,
      samplesPerSecond: Double(start.examples) / max(seconds - start.seconds, 1e-9))
  }

  private func divergence(
    at step: Int, _ loss: Double, _ norm: Double, _ rate: Double
  ) -> Divergence {
    let isRaw = model.scaling == .none
    let advice =
      "try --learning-rate \(shortest(rate / 10)) or smaller, --clip-norm 1"
      + (isRaw ? " or --standardize" : "")
    return Divergence(
      step: step, loss: loss, gradientNorm: norm, learningRate: rate, advice: advice)
  }

  private func shortest(_ value: Double) -> String { String(format: "%.3g", value) }
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

/// Seconds since it was made.
private struct Stopwatch {
  private let start = ContinuousClock.now

  var seconds: Double { (ContinuousClock.now - start) / .seconds(1) }
}
