import Descent
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import DescentCommand

/// The command comes to the same points as the library, and so as the libraries recorded.
@Suite struct CommandReferenceTests {
  /// One problem for each configuration; what hands the optimizer altered gradients has no flags.
  private static var entries: [OptimizerEntry] {
    get throws {
      let all = try OptimizerReferenceTests.entries.filter { $0.gradientFactors == nil }
      return Dictionary(grouping: all, by: \.config).values.compactMap(\.last)
        .sorted { $0.id < $1.id }
    }
  }

  @Test(arguments: try entries)
  func `descent minimize traces the library's steps`(_ entry: OptimizerEntry) throws {
    let folder = try TemporaryFolder()
    let problem = try ReferenceProblem.named(entry.problem)
    let (start, constants) = problem.arguments(start: entry.start)
    var arguments = ["minimize", problem.expression, "--start"] + start
    if !constants.isEmpty { arguments += ["--let"] + constants }
    arguments += try Translation.recipe(for: entry).flags
    arguments += [
      "--steps", "\(entry.steps)", "--gradient-tolerance", "0", "--trace", folder("trace"),
      "--threads", "1", "--json",
    ]
    let errors = Mutex("")
    _ = RootCommand.run(
      arguments,
      on: Console(write: { _ in }, writeError: { text in errors.withLock { $0 += text } }))
    let complaint = errors.withLock { $0 }
    try #require(complaint.isEmpty, "\(arguments.joined(separator: " ")): \(complaint)")
    try expectPoints(
      try points(of: problem, in: folder("trace")), entry.trajectory, entry.rtol)
  }

  /// The points of a trace after the start, each one vector.
  private func points(of problem: ReferenceProblem, in path: String) throws -> [[Double]] {
    struct Line: Decodable {
      var point: [String: JSONValue]
    }
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    return try lines.dropFirst().map { line in
      let point = try JSONDecoder().decode(Line.self, from: Data(line.utf8)).point
      return problem.parameters.flatMap { point[$0.name]?.numbers ?? [] }
    }
  }
}
