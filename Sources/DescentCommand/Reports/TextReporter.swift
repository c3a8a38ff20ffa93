import Descent

/// Tells it to people: what is about to be done, how far it is, what came of it.
struct TextReporter: TrainingReporter {
  let console: Console
  private var bar: ProgressBar?
  private var epochLimit: Int?

  init(console: Console) { self.console = console }

  mutating func begin(_ trainer: Trainer, test: Dataset?) {
    let limit = trainer.stepLimit < .max ? trainer.stepLimit : nil
    epochLimit = limit.map { ($0 - 1) / trainer.batchesPerEpoch + 1 }
    for (title, text) in facts(trainer, test) {
      console.print(console.faint(title.padded(to: 11)) + text)
    }
    console.print("")
    if console.isTerminal {
      bar = ProgressBar(
        console: console, stepLimit: limit, epochLimit: epochLimit,
        seconds: trainer.options.seconds)
    }
  }

  mutating func report(_ event: TrainingEvent) {
    if bar != nil {
      if case .step(let step) = event { bar?.draw(step) }
    } else if case .epoch(let epoch) = event {
      console.print(line(epoch))
    }
  }

  mutating func end(_ result: TrainingResult) {
    bar?.erase()
    if bar != nil, let epoch = result.run.lastEpoch { console.print(line(epoch)) }
    switch result.run.outcome {
    case .diverged, .interrupted: return
    case .converged, .stepLimit, .stalled: break
    }
    let time = result.run.seconds.fixed(2)
    let reason = result.run.outcome.reason
    console.print("Ended after \(time) s and \(result.run.steps) steps: \(reason).")
    if let test = result.test {
      var text = "Test loss \(test.loss.significant)"
      if let accuracy = test.accuracy { text += ", accuracy \(console.bold(accuracy.percent))" }
      if let error = test.squaredError {
        text += ", squared error \(console.bold(error.significant))"
      }
      console.print("\(text) (\(result.testRows) rows).")
    }
    guard let path = result.path else { return }
    let model = path == "model.safetensors" ? "" : " --model \(quotedForShell(path))"
    console.print("Saved to \(path); use it with: descent predict\(model) --data FILE")
  }

  private func facts(
    _ trainer: Trainer, _ test: Dataset?
  ) -> [(title: String, text: String)] {
    let others = [(trainer.validation, "to validate"), (test, "to test")].compactMap {
      data, purpose in data.map { "\($0.rowCount) \(purpose)" }
    }
    let model = trainer.model
    let specification = model.specification.map { "\($0), " } ?? ""
    let options = trainer.options
    let threads = options.threads ?? Program.processorCount
    let epochs = epochLimit.map { plural($0, "epoch") } ?? "epochs"
    return [
      ("data", ([trainer.data.summary] + others).joined(separator: ", ")),
      ("model", "\(specification)\(model.layout.count) parameters, \(model.loss.title)"),
      ("optimizer", trainer.method.summary),
      (
        "run",
        "\(epochs) of \(plural(trainer.batchesPerEpoch, "step")) of "
          + "\(plural(trainer.batchSize, "example")), seed \(options.seed), \(options.precision), "
          + plural(threads, "thread")
      ),
    ]
  }

  private func line(_ epoch: EpochReport) -> String {
    let number = epochLimit.map { "\(epoch.epoch)".padded(to: -"\($0)".count) + "/\($0)" }
    let loss = epoch.trainLoss.significant.padded(to: 9)
    var text = "epoch \(number ?? "\(epoch.epoch)")  loss \(loss)"
    if let error = epoch.trainSquaredError {
      text += "  squared error \(error.significant.padded(to: 9))"
    }
    if let validation = epoch.validation {
      text += "  validation loss \(validation.loss.significant.padded(to: 9))"
      if let accuracy = validation.accuracy { text += "  accuracy \(accuracy.percent)" }
      if let error = validation.squaredError {
        text += "  squared error \(error.significant.padded(to: 9))"
      }
    }
    for detail in epoch.details { text += "  \(detail.title) \(detail.value.significant(3))" }
    return text + "  \(epoch.samplesPerSecond.grouped) examples/s"
  }
}

extension TrainingMethod {
  /// Its settings in words.
  fileprivate var summary: String {
    switch self {
    case .rule(let optimizer): return optimizer.summary
    case .solver(let method):
      var parts = [name] + (method.settingsText.isEmpty ? [] : [method.settingsText])
      if method.l2 != 0 { parts.append("l2=\(method.l2.significant(6))") }
      if let size = method.curvatureBatchSize { parts.append("curvature over \(size) examples") }
      return parts.joined(separator: ", ")
    }
  }
}

extension Optimizer {
  /// Its settings in words; what is off is left out.
  var summary: String {
    var parts = [type(of: rule).name]
    if !rule.settings.isEmpty { parts.append(rule.settingsText) }
    for (key, value) in treatment.settings {
      guard let number = value.number, number != 0 else { continue }
      parts.append("\(key)=\(number.significant(6))")
    }
    parts += groups.map { "group \($0.pattern)" }
    parts += wrappers.map { wrapper in
      let settings = wrapper.settingsText
      return type(of: wrapper).name + (settings.isEmpty ? "" : ":\(settings)")
    }
    if !(schedule.curve is Constant) || schedule.warmup.steps > 0 { parts.append("\(schedule)") }
    parts += schedules.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return parts.joined(separator: ", ")
  }
}
