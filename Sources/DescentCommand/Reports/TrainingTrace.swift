import Descent
import Foundation

/// A file with an object a line for every step of a run, written as the run goes on: what was
/// recorded up to a tenth of a second ago, or a checkpoint, is there even if the process is killed.
final class TrainingTrace {
  private let path: String
  private let continues: Bool
  private var file: FileHandle?
  private var text = ""
  private var lastWritten = -Double.infinity
  private var failure: DescentError?

  /// - Parameter continues: Whether a file that is there is gone on with, after the step before the
  ///   first that is recorded. The file is opened then.
  init(path: String, continues: Bool) { (self.path, self.continues) = (path, continues) }

  /// Records what has happened.
  func record(_ event: TrainingEvent) {
    switch event {
    case .step(let step): record(step)
    case .checkpoint: write()
    case .epoch: break
    }
  }

  /// Writes the rest.
  func finish() throws(DescentError) {
    write()
    if let failure { throw failure }
  }

  private func record(_ step: StepReport) {
    if file == nil, failure == nil { open(before: step.step) }
    var object: JSONObject = [
      "step": step.step, "epoch": step.epoch, "loss": step.loss,
      "squaredError": step.squaredError, "gradientNorm": step.gradientNorm,
      "learningRate": step.learningRate, "gradientEquivalents": step.gradientEquivalents,
      "seconds": step.seconds,
    ]
    for detail in step.details { object.append(detail.key, detail.value) }
    text += "\(object)\n"
    guard step.seconds - lastWritten >= 0.1 else { return }
    lastWritten = step.seconds
    write()
  }

  /// Opens the file; of one that is gone on with, the lines before `step` are kept.
  private func open(before step: Int) {
    do {
      let url = URL(filePath: path)
      var kept = ""
      if continues, FileManager.default.fileExists(atPath: path) {
        let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
        for line in lines where (number(of: line) ?? step) < step { kept += "\(line)\n" }
      }
      try Data(kept.utf8).write(to: url, options: .atomic)
      file = try FileHandle(forWritingTo: url)
      try file?.seekToEnd()
    } catch { fail(error) }
  }

  /// The step that a line is about.
  private func number(of line: Substring) -> Int? {
    line.prefixMatch(of: /{"step":(\d+)/).flatMap { Int($0.1) }
  }

  private func write() {
    do { try file?.write(contentsOf: Data(text.utf8)) } catch { fail(error) }
    text = ""
  }

  private func fail(_ error: any Error) {
    failure =
      failure
      ?? DescentError(
        path, expected: "a trace that can be written", found: error.localizedDescription)
  }
}
