import Descent
import Foundation

/// A file with an object a line for every step of a run, written as the run goes on: what was
/// recorded is there even if the process is killed.
final class TrainingTrace {
  private let path: String
  private let file: FileHandle
  private var text = ""
  private var lastWritten = -Double.infinity
  private var failure: DescentError?

  /// - Parameter appends: Whether the file is gone on with, where there is one.
  init(path: String, appends: Bool) throws(DescentError) {
    self.path = path
    if !appends || !FileManager.default.fileExists(atPath: path) {
      guard FileManager.default.createFile(atPath: path, contents: nil) else {
        throw DescentError(path, expected: "a file that can be written", found: "none")
      }
    }
    guard let file = FileHandle(forWritingAtPath: path) else {
      throw DescentError(path, expected: "a file that can be written", found: "one that cannot")
    }
    self.file = file
    do { try file.seekToEnd() } catch {
      throw DescentError(path, expected: "a file", found: "\(error.localizedDescription)")
    }
  }

  /// Records a step; at most ten times a second to the file.
  func record(_ step: StepReport) {
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

  /// Writes the rest.
  func finish() throws(DescentError) {
    write()
    if let failure { throw failure }
  }

  private func write() {
    do { try file.write(contentsOf: Data(text.utf8)) } catch {
      failure =
        failure
        ?? DescentError(path, expected: "room for the trace", found: error.localizedDescription)
    }
    text = ""
  }
}
