import Descent
import Testing

/// L-BFGS and line searches against recorded runs of other libraries.
@Suite struct SolverReferenceTests {
  static var entries: [OptimizerEntry] {
    get throws {
      try OptimizerEntry.all.get().filter { OptimizerReferenceTests.isSolver($0.config) }
    }
  }

  @Test(arguments: try entries)
  func `all steps are the library's to its own tolerance`(_ entry: OptimizerEntry) throws {
    let translation = try SolverTranslation.of(entry)
    let solver = try SolverRegistry.make(
      translation.name, settings: try translation.settings(of: entry))
    let problem = try ReferenceProblem.named(entry.problem).problem(start: entry.start)
    var points: [[Double]] = []
    _ = try minimize(
      problem.objective, from: problem.start, using: solver,
      stopping: StoppingRule(gradientTolerance: 0, steps: entry.steps),
      onStep: { points.append($0.point.doubles) })
    try expectPoints(Array(points.dropFirst()), entry.trajectory, entry.rtol)
  }

  @Test(.enabled(if: ReferenceFolder.isOwn)) func `nine configurations on three problems`() throws {
    #expect(try Self.entries.count == 27)
  }
}
