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
    #expect(points.count == entry.steps + 1)
    for (k, (x, y)) in zip(points.dropFirst(), entry.trajectory).enumerated() {
      let scale = max(1, y.map(abs).max() ?? 0)
      let difference = zip(x, y).map { abs($0 - $1) }.max() ?? .nan
      try #require(
        difference <= entry.rtol * scale, "step \(k + 1) by \(difference): \(x) instead of \(y)")
    }
  }

  @Test(.enabled(if: ReferenceFolder.isOwn)) func `nine configurations on three problems`() throws {
    #expect(try Self.entries.count == 27)
  }
}
