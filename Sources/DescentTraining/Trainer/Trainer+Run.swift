public import DescentCore
import DescentOptimizers

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
    let stepper = try stepper()
    let progress = resumes ? try restore(into: stepper) : Progress()
    var course = Course(of: self, stepper, progress)
    var outcome = progress.step >= stepLimit ? limitReached : nil
    if resumes && course.isEpochEnd { outcome = progress.verdict(options) ?? outcome }

    while outcome == nil {
      let (step, obstacle) = course.takeStep()
      onEvent(.step(step))
      outcome = divergence(at: step, course)
      if outcome != nil { break }
      outcome = convergence(at: step, obstacle) ?? limits(course, shouldStop)
      if course.isEpochEnd || isFinal(outcome) {
        outcome = finishEpoch(&course, after: step, outcome, onEvent)
        if case .diverged? = outcome { break }
      }
      if course.isEpochEnd || outcome != nil || isCheckpointDue(step.step) {
        try save(course.progress, stepper, onEvent)
      }
    }
    return result(outcome ?? limitReached, course)
  }

  /// Reports on an epoch, or the part of one that a limit leaves, and says how the run ends if it
  /// does; `outcome` is what the limits say.
  private func finishEpoch(
    _ course: inout Course, after step: StepReport, _ outcome: Outcome?,
    _ onEvent: (TrainingEvent) -> Void
  ) -> Outcome? {
    var outcome = outcome
    let report = course.finishPart(validationResult)
    onEvent(.epoch(report))
    // The step's own loss was taken before its update.
    let isSound = course.stepper.isFinite && !report.trainLoss.isNaN
    let after = isSound ? report.validation?.loss ?? 0 : .nan
    if let divergence = divergence(at: step, loss: after, course) { return divergence }
    course.progress.lastReport = report
    if course.isEpochEnd {
      let verdict = course.progress.finishEpoch(
        report, course.stepper.evaluationParameters, options)
      course.observe(report)
      outcome = verdict ?? outcome
    }
    // No other step and no validation would show what the last update did.
    guard isFinal(outcome), validation == nil, !course.finiteBatch.isEmpty else { return outcome }
    return divergence(at: step, loss: lossOnFiniteBatch(of: course), course) ?? outcome
  }

  private func result(_ outcome: Outcome, _ course: Course) -> Run {
    var trained = model
    let last = NDArray(
      dtype: options.precision, shape: [model.layout.count],
      storage: course.stepper.evaluationParameters)
    let best = options.patience == nil ? nil : course.progress.best
    trained.parameters = best?.parameters ?? last
    return Run(
      model: trained, outcome: outcome, steps: course.progress.step,
      seconds: course.clock.seconds, lastEpoch: course.progress.lastReport)
  }
}

// MARK: When to stop

extension Trainer {
  private func stepper() throws(DescentError) -> any Stepper {
    switch method {
    case .rule(let optimizer): RuleStepper(optimizer, of: self)
    case .solver(let method): try method.solver.stepper(method, of: self)
    }
  }

  /// Whether a step shows that there is nothing more to gain. What a batch shows is not of all data.
  private func convergence(at step: StepReport, _ obstacle: Outcome?) -> Outcome? {
    if let tolerance = options.gradientTolerance, step.gradientNorm <= tolerance {
      return .converged(
        "gradient norm \(step.gradientNorm.threeDigits) at or below \(tolerance)")
    }
    return batchSize == data.rowCount ? obstacle : nil
  }

  private var limitReached: Outcome {
    let epochs = options.epochs ?? TrainingOptions.defaultEpochs
    let (count, noun) = options.steps == stepLimit ? (stepLimit, "step") : (epochs, "epoch")
    return .stepLimit("\(count) \(noun)\(count == 1 ? "" : "s") done")
  }

  private func limits(_ course: Course, _ shouldStop: () -> Bool) -> Outcome? {
    if course.progress.step >= stepLimit { return limitReached }
    if let limit = options.seconds, course.clock.seconds >= limit {
      return .stepLimit("\(limit) seconds over")
    }
    return shouldStop() ? .interrupted : nil
  }

  /// Whether a run ends for good: one that was interrupted can be taken up again.
  private func isFinal(_ outcome: Outcome?) -> Bool { outcome != nil && outcome != .interrupted }

  private func isCheckpointDue(_ step: Int) -> Bool {
    options.checkpointInterval.map { step % $0 == 0 } ?? false
  }

  /// The divergence that a step shows: by itself, or by a loss measured after it.
  private func divergence(
    at step: StepReport, loss: Double? = nil, _ course: Course
  ) -> Outcome? {
    if loss == nil, isSkipped(step, course) { return nil }
    let loss = loss ?? step.loss
    // The squares of a gradient may overflow before it does any harm.
    let isNormFine = step.gradientNorm.isFinite || course.stepper.isWhollyFinite
    guard !loss.isFinite || !isNormFine || course.progress.isExploded(loss) else { return nil }
    let (rate, advice) = advice(afterRate: step.learningRate)
    return .diverged(
      Divergence(
        of: "loss", step: step.step, value: loss, gradientNorm: step.gradientNorm,
        learningRate: rate, advice: advice))
  }

  /// The largest rate in force where the optimizer's was `rate`, and what to try instead.
  private func advice(afterRate rate: Double) -> (rate: Double, advice: String) {
    let standardize = model.scaling == .none ? " or --standardize" : ""
    guard case .rule(let optimizer) = method else {
      return (rate, "try another --seed or a larger damping" + standardize)
    }
    let fastest = optimizer.fastestGroup(in: model.layout.variables)
    let largest = rate * fastest.factor
    let tenth = (largest / 10).threeDigits
    let smaller =
      fastest.pattern.map { "--group '\($0): learning-rate=\(tenth)'" }
      ?? "--learning-rate \(tenth)"
    return (largest, "try \(smaller) or smaller, --clip-norm 1" + standardize)
  }

  /// Whether a step on a loss that is no number has been passed over, as was asked for.
  private func isSkipped(_ step: StepReport, _ course: Course) -> Bool {
    guard case .rule(let optimizer) = method else { return false }
    return !step.loss.isFinite && course.stepper.isWhollyFinite
      && optimizer.wrappers.contains { $0 is SkipNonfinite }
  }

  private func validationResult(_ parameters: Storage) -> Evaluation? {
    guard let validation, let validationTargets else { return nil }
    return Evaluator(problem, data: validation).evaluate(parameters, targets: validationTargets)
  }

  /// The loss that the parameters now have on the last batch on which it was finite, or the first
  /// 1024 rows of it.
  private func lossOnFiniteBatch(of course: Course) -> Double {
    let rows = course.finiteBatch.prefix(1024)
    return Evaluator(problem, data: data.rows(rows))
      .evaluate(course.stepper.evaluationParameters, targets: targets.rows(rows.map(Int.init))).loss
  }
}
