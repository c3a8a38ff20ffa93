import Descent

/// Tells how training goes.
protocol TrainingReporter {
  /// Training is about to begin.
  mutating func begin(_ trainer: Trainer, test: Dataset?)
  /// Something happened.
  mutating func report(_ event: TrainingEvent)
  /// Training has ended, and the model is saved if it came to one.
  mutating func end(_ result: TrainingResult)
}

/// Tells nothing.
struct QuietReporter: TrainingReporter {
  func begin(_ trainer: Trainer, test: Dataset?) {}
  func report(_ event: TrainingEvent) {}
  func end(_ result: TrainingResult) {}
}

/// Tells it to machines, an object a line.
struct JSONReporter: TrainingReporter {
  let console: Console
  private var parameterCount = 0

  init(console: Console) { self.console = console }

  mutating func begin(_ trainer: Trainer, test: Dataset?) {
    parameterCount = trainer.model.layout.count
  }

  func report(_ event: TrainingEvent) {
    guard case .epoch(let epoch) = event else { return }
    var line: JSONObject = [
      "event": "epoch", "epoch": epoch.epoch, "step": epoch.step, "trainLoss": epoch.trainLoss,
      "trainSquaredError": epoch.trainSquaredError, "validationLoss": epoch.validation?.loss,
      "validationAccuracy": epoch.validation?.accuracy,
      "validationSquaredError": epoch.validation?.squaredError, "learningRate": epoch.learningRate,
      "seconds": epoch.seconds, "samplesPerSecond": epoch.samplesPerSecond,
    ]
    for detail in epoch.details { line.append(detail.key, detail.value) }
    console.print("\(line)")
  }

  func end(_ result: TrainingResult) {
    let line: JSONObject = [
      "event": "finished", "status": result.run.outcome.status, "testLoss": result.test?.loss,
      "testAccuracy": result.test?.accuracy, "testSquaredError": result.test?.squaredError,
      "parameters": parameterCount, "seconds": result.run.seconds, "model": result.path,
    ]
    console.print("\(line)")
  }
}
