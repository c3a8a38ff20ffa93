import Descent
import DescentCore
import DescentOptimizers
import Foundation
import Testing

/// The rules and wrappers against recorded runs of other libraries.
@Suite struct OptimizerReferenceTests {
  /// Configurations of this library's solvers, which have a test of their own.
  static func isSolver(_ config: String) -> Bool {
    config.contains("lbfgs") || config.contains("gradient_descent.")
  }

  /// What is not reproduced; Documentation/Reference.md says why.
  static let exceptions: Set<String> = ["optax.rprop"]

  static var entries: [OptimizerEntry] {
    get throws {
      try OptimizerEntry.all.get().filter {
        !isSolver($0.config) && !exceptions.contains($0.config)
      }
    }
  }

  @Test(arguments: try entries)
  func `thirty steps are the library's to its own tolerance`(_ entry: OptimizerEntry) throws {
    var optimizer = try Translation.recipe(for: entry).optimizer()
    if let factors = entry.gradientFactors {
      optimizer.wrappers.insert(HandedGradient(factors), at: 0)
    }
    let (points, evaluations) = try run(optimizer, on: entry)
    try expectPoints(points, entry.trajectory, entry.rtol)
    if let expected = entry.evaluationTrajectory {
      try expectPoints(evaluations, expected, entry.rtol)
    }
  }

  private func run(
    _ optimizer: Optimizer, on entry: OptimizerEntry
  ) throws -> (points: [[Double]], evaluations: [[Double]]) {
    let problem = try ReferenceProblem.named(entry.problem).problem(start: entry.start)
    var oracle = Oracle(problem.objective)
    var state = optimizer.initialState(at: problem.start.vector(.float64), &oracle)
    var (points, evaluations): ([[Double]], [[Double]]) = ([], [])
    for _ in 0..<entry.steps {
      _ = optimizer.step(&state, &oracle)
      points.append(state.iterate.point.doubles)
      if entry.evaluationTrajectory != nil {
        evaluations.append(optimizer.result(of: state, &oracle).point.doubles)
      }
    }
    return (points, evaluations)
  }

  @Test(.enabled(if: ReferenceFolder.isOwn)) func `every run was read`() throws {
    #expect(try OptimizerEntry.all.get().count == 472)
  }
}

/// Multiplies the gradient by recorded factors: noise, or NaN, that the optimizer is handed.
private struct HandedGradient: Wrapper {
  static let name = "handed-gradient"
  static let summary = "Multiplies the gradient."
  static let formula = "g ← factor·g"
  static let source = "this test"
  private var factors: [[Double]] = []

  init() {}
  init(_ factors: [[Double]]) { self.factors = factors }

  func update(_ step: Step, state s: inout RuleState, inner: inout Inner) -> Tensor {
    var step = step
    let table = Tensor(NDArray(factors.flatMap { $0 }, shape: [factors.count, factors[0].count]))
    let row = min(step.t - 1, Double(factors.count - 1)).reshaped([1]).cast(to: .int32)
    step.g *= table.take(row).reshaped(step.g.shape)
    return inner.update(step)
  }
}
