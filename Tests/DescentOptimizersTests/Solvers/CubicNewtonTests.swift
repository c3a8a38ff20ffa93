import DescentCore
import Testing

@testable import DescentOptimizers

struct CubicNewtonTests {
  @Test(arguments: NamedProblem.all, ["model=exact", "model=lanczos"])
  func `classical problems are solved as far as rounding lets it`(
    problem: NamedProblem, model: String
  ) throws {
    // Krylov spaces are not scaled: these are out of reach for them.
    let isBadlyScaled = [NamedProblem.badlyScaledBrown, .badlyScaledPowell, .meyer].contains {
      $0.testDescription == problem.testDescription
    }
    if isBadlyScaled, model == "model=lanczos" { return }
    let solver = try SolverRegistry.make("cubic-newton", settings: [model])
    let solution = try minimize(
      problem.objective, from: problem.start, using: solver, stopping: StoppingRule(steps: 2000))
    #expect(solution.outcome.status == "converged", "\(solution.outcome)")
    let error = abs(solution.value - problem.minimum)
    #expect(error <= 1e-5 * problem.minimum + 1e-15, "\(solution.value)")
  }

  @Test func `the first step solves the cubic model`() throws {
    // f = x⁴/4 from 1: g = 1, H = 3; 1 + 3·p − σ·p² = 0 with p < 0 and D = I.
    let sigma = 2.0
    let objective = Objective(of: VariableLayout([("x", [])])) { v in 0.25 * pow(v.x, 4) }
    let p = (3 - (9 + 4 * sigma).squareRoot()) / (2 * sigma)
    for model in CubicNewton.Model.allCases {
      let solver = CubicNewton.with {
        $0.sigma = sigma
        $0.scaling = .none
        $0.model = model
      }
      var oracle = Oracle(objective)
      var state = solver.initialState(at: NDArray([1.0]), &oracle)
      #expect(solver.step(&state, &oracle) == nil)
      #expect(abs(state.iterate.point.scalar - (1 + p)) < 1e-12)
      #expect(abs(state.iterate.learningRate + p) < 1e-12)
    }
  }
}
