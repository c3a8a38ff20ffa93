import ArgumentParser
import Descent
import Foundation

/// Draws the courses of runs that `descent train --trace` has recorded.
struct Traces: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "traces",
    abstract: "Draws the courses of training runs over time and over arithmetic.",
    discussion: """
      Prints for each run the least of its measure, smoothed, and when it was reached: the squared \
      error where there is one, else the loss.

      EXAMPLE
        descent-bench traces --plot runs.svg kfac=kfac.jsonl adam=adam.jsonl --mark published=0.11
      """)

  @Argument(help: .init("The runs.", valueName: "name=file"))
  var runs: [String]

  @Option(help: "Where the picture goes, SVG.")
  var plot: String?

  @Option(help: "What stands above it.")
  var title = "Training runs"

  @Option(
    help: .init("A value to compare with; several times for several.", valueName: "name=value"))
  var mark: [String] = []

  @Flag(help: "Print Markdown instead of JSON.")
  var table = false

  /// What is read of a line.
  private struct Step: Decodable {
    var loss: Double?
    var squaredError: Double?
    var seconds: Double
    var gradientEquivalents: Double
  }

  func run() throws {
    let series = try runs.map { run in
      let (name, path) = try Self.pair(run)
      return TracePlot.Series(name, try Self.points(path))
    }
    let marks = try mark.map { text in
      let (name, value) = try Self.pair(text)
      guard let number = Double(value), number > 0 else {
        throw ValidationError("--mark: expected a number above 0, found '\(value)'")
      }
      return TracePlot.Mark(name, number)
    }
    if let plot {
      let picture = TracePlot(title, measure: "squared error or loss", series, marks: marks)
      try picture.svg.write(toFile: plot, atomically: true, encoding: .utf8)
    }
    report(series)
  }

  private func report(_ series: [TracePlot.Series]) {
    let rows = series.compactMap { one -> [String]? in
      guard let best = one.points.min(by: { $0.z < $1.z }), let last = one.points.last else {
        return nil
      }
      return [
        one.name, String(format: "%.4g", best.z), String(format: "%.0f", best.x),
        String(format: "%.0f", best.y), String(format: "%.0f", last.x),
      ]
    }
    let keys = ["run", "least", "after seconds", "gradients", "seconds in all"]
    if table { return printLine(markdownTable(keys, rows)) }
    for row in rows {
      let members = zip(["run", "least", "seconds", "gradients", "end"], row).map { key, value in
        "\"\(key)\": " + (key == "run" ? "\"\(value)\"" : value)
      }
      printLine("{\(members.joined(separator: ", "))}")
    }
  }

  private static func pair(_ text: String) throws -> (String, String) {
    guard let sign = text.firstIndex(of: "=") else {
      throw ValidationError("expected NAME=..., found '\(text)'")
    }
    return (String(text[..<sign]), String(text[text.index(after: sign)...]))
  }

  private static func points(_ path: String) throws -> [SIMD3<Double>] {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let decoder = JSONDecoder()
    return try text.split(separator: "\n").compactMap { line in
      let step = try decoder.decode(Step.self, from: Data(line.utf8))
      guard let value = step.squaredError ?? step.loss else { return nil }
      return [step.seconds, step.gradientEquivalents, value]
    }
  }
}
