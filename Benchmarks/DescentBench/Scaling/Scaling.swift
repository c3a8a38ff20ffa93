import ArgumentParser
import Descent
import DescentProblems
import Foundation

/// Searches from ever more variables: what an iteration takes.
struct Scaling: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scaling",
    abstract: "Minimizes a function of ever more variables: seconds and memory over n.",
    discussion: """
      Prints one JSON object a line for each number of variables and solver: whether the minimum was \
      found, iterations, evaluations, seconds in all and of an iteration, the first not counted, and \
      the memory of the process at its peak. Each search is a process of its own.

      EXAMPLE
        descent-bench scaling --sizes 1000,10000 --solvers lbfgs
      """)

  @Option(help: "The family of problems.", transform: Self.family)
  var problem = ProblemFamily.extendedRosenbrock

  @Option(help: "The solvers, with commas between them: lbfgs and newton-cg, if not given.")
  var solvers: String?

  @Option(help: "The numbers of variables, multiples of 4, with commas between them.")
  var sizes = "1000,10000,100000,1000000"

  @Option(help: "Threads that share the work; as many as processors if not given.")
  var threads: Int?

  @Option(help: "Where a plot of the seconds of an iteration over n is written, SVG.")
  var plot: String?

  @Flag(help: "Print Markdown instead of JSON.")
  var table = false

  @Flag(help: .hidden)
  var one = false

  func run() throws {
    let sizes = try sizes.split(separator: ",").map { text in
      guard let n = Int(text), n > 0, n % 4 == 0 else {
        throw ValidationError("--sizes: expected multiples of 4, found '\(text)'")
      }
      return n
    }
    let names =
      solvers?.split(separator: ",").map(String.init)
      ?? ["lbfgs", "newton-cg"].filter(SolverRegistry.names.contains)
    for name in names { _ = try SolverRegistry.make(name, settings: []) }
    if one, let n = sizes.first, let name = names.first {
      let run = try ScalingRun(problem.problem(n), name, threads: threads)
      return printLine(String(decoding: try JSONEncoder.sorted.encode(run), as: UTF8.self))
    }
    var runs: [ScalingRun] = []
    for name in names {
      for n in sizes {
        let line = try child(name, n)
        if !table { printLine(line) }
        runs.append(try JSONDecoder().decode(ScalingRun.self, from: Data(line.utf8)))
      }
    }
    if table { printLine(section(on: runs)) }
    if let plot {
      try picture(of: runs, names).write(toFile: plot, atomically: true, encoding: .utf8)
    }
  }

  private func section(on runs: [ScalingRun]) -> String {
    let header = [
      "solver", "n", "iterations", "values + gradients + products", "seconds",
      "milliseconds an iteration", "peak memory",
    ]
    let rows = runs.map { run in
      let products = run.hessianVectors > 0 ? " + \(run.hessianVectors)" : ""
      return [
        run.solver, "\(run.n)", "\(run.iterations)", "\(run.values) + \(run.gradients)\(products)",
        String(format: "%.3g", run.seconds),
        String(format: "%.3g", 1000 * run.secondsPerIteration),
        run.peakMemory.map { "\($0 / 1_000_000) MB" } ?? "",
      ]
    }
    return """

      ## Many variables

      The problem \(problem.rawValue) from its standard start to a gradient norm below 10⁻⁸, each
      search a process of its own, compiling included in its seconds but not in those of an iteration.

      \(markdownTable(header, rows))\(plot == nil ? "" : "\n\n![Seconds an iteration](Scaling.svg)")
      """
  }

  private static func family(_ name: String) throws -> ProblemFamily {
    if let family = ProblemFamily(rawValue: name) { return family }
    let names = ProblemFamily.allCases.map(\.rawValue).joined(separator: ", ")
    throw ValidationError("expected one of \(names), found '\(name)'")
  }

  /// The line that a process of its own prints about one search.
  private func child(_ name: String, _ n: Int) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = Bundle.main.executableURL
    process.arguments =
      ["scaling", "--one", "--problem", problem.rawValue, "--solvers", name, "--sizes", "\(n)"]
      + (threads.map { ["--threads", "\($0)"] } ?? [])
    process.standardOutput = pipe
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw ValidationError("\(name) with n = \(n) ended with code \(process.terminationStatus)")
    }
    return output.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private func picture(of runs: [ScalingRun], _ names: [String]) -> String {
    let series = names.map { name in
      let points = runs.filter { $0.solver == name && $0.secondsPerIteration > 0 }
      return ScalingPlot.Series(name, points.map { [Double($0.n), $0.secondsPerIteration] })
    }
    return ScalingPlot(
      "An iteration on \(problem.rawValue)", titles: ("variables", "seconds an iteration"), series
    ).svg
  }
}

extension JSONEncoder {
  static var sorted: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }
}
