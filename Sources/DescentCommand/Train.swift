import ArgumentParser
import Descent

/// `descent train`.
struct Train: Subcommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Trains a model on data and saves it.",
    discussion: """
      Ctrl-C ends a run after the step at hand; with --checkpoint it can then be resumed.

      EXAMPLE
        descent train --data digits --model mlp:64 --optimizer adam --epochs 20
      """)

  static let repeatable: Set = ["--set", "--schedule", "--group", "--wrap"]

  @OptionGroup(title: "Data") var data: TrainingDataFlags
  @OptionGroup(title: "Model") var model: ModelFlags
  @OptionGroup(title: "Optimizer") var optimizer: OptimizerFlags
  @OptionGroup(title: "Run") var execution: RunFlags
  @OptionGroup(title: "Files and output") var files: TrainingFileFlags

  func run(_ arguments: [String], on console: Console) throws(DescentError) -> ExitStatus {
    try files.check(reading: [("--data", data.data), ("--test", data.test)])
    let (trainer, test) = try prepare()
    try files.prepare(on: console)
    var reporter = files.reporter(on: console)
    let trace = files.trace.map { TrainingTrace(path: $0, continues: files.resume) }
    reporter.begin(trainer, test: test)
    let run = try trainer.run(
      resumes: files.resume, shouldStop: console.watchInterrupts(),
      onEvent: { event in
        reporter.report(event)
        trace?.record(event)
      })
    try trace?.finish()
    let result = try conclude(run, test: test)
    reporter.end(result)
    return status(of: result, arguments, on: console)
  }

  private func prepare() throws(DescentError) -> (Trainer, test: Dataset?) {
    _ = try optimizer.make(seed: execution.seed)  // before the data, which take longer to read
    if let text = model.model { _ = try ModelSpecification(text) }
    if let text = model.loss { _ = try Loss(text) }
    let (train, validation, test) = try data.load(
      seed: execution.seed, precision: execution.precision)
    var options = execution.options
    files.complete(&options)
    let method = try optimizer.make(seed: execution.seed) { rule in
      .usual(for: rule, on: train, options)
    }
    let trainer = try Trainer(
      model.specification(for: train), on: train, validation: validation,
      loss: model.loss(for: train), scaling: model.scaling(of: train), method: method,
      options: options)
    if let test { try trainer.model.checkTargets(of: test) }
    return (trainer, test)
  }

  /// Tests and saves the model that a finished run has made.
  private func conclude(
    _ run: Trainer.Run, test: Dataset?
  ) throws(DescentError) -> TrainingResult {
    switch run.outcome {
    case .diverged, .interrupted: return TrainingResult(run: run)
    case .converged, .stepLimit, .stalled: break
    }
    try run.model.write(to: files.output)
    var result = TrainingResult(run: run, path: files.output)
    if let test {
      result.test = try run.model.evaluate(test, threads: execution.sharing.threads)
      result.testRows = test.rowCount
    }
    return result
  }

  /// The exit status, whose reason goes to standard error.
  private func status(
    of result: TrainingResult, _ arguments: [String], on console: Console
  ) -> ExitStatus {
    switch result.run.outcome {
    case .diverged(let divergence):
      console.complain("training diverged: \(divergence)")
      return .failed
    case .interrupted:
      console.complain("interrupted after step \(result.run.steps); \(advice(arguments))")
      return .interrupted
    case .converged: return .done
    case .stepLimit, .stalled:
      guard let target = execution.targetLoss else { return .done }
      let reached = result.run.lastEpoch.map { "\($0.trainLoss)" } ?? "none"
      console.complain("--target-loss: expected \(target) to be reached, found \(reached)")
      return .failed
    }
  }

  private func advice(_ arguments: [String]) -> String {
    guard files.checkpoint != nil else {
      return "nothing was saved, since a run can be resumed only with --checkpoint"
    }
    let all = arguments.contains("--resume") ? arguments : arguments + ["--resume"]
    return "go on with: \((["descent"] + all).map(quotedForShell).joined(separator: " "))"
  }
}

/// What came of a run.
struct TrainingResult {
  var run: Trainer.Run
  /// Where the model was saved; nil if it was not.
  var path: String?
  /// How well it does on the test data, if there are any.
  var test: Evaluation?
  var testRows = 0
}
