import DescentCore
import Testing

@testable import DescentOptimizers

struct SR1Tests {
  @Test func `after n independent steps on a quadratic B is its Hessian`() {
    // Nocedal & Wright 2006, Theorem 6.1.
    let a = symmetricMatrix([-3, 1, 2, 7, 40], seed: 1)
    for isScaled in [true, false] {
      var b = RankOneMatrix(order: 5, isScaled: isScaled)
      for k in 0..<5 {
        let s = randomVector(5, seed: UInt64(k + 20))
        b.learn(s: s, y: times(a, s), skip: 1e-8)
      }
      #expect(largest(minus(b.numbers, a)) < 1e-8)
    }
  }

  @Test func `every update makes B·s = y, and (6.26) leaves B as it is`() {
    var b = RankOneMatrix(order: 3, isScaled: false)
    let (s, y) = ([1.0, -2, 0.5], [3.0, 0.1, -1])
    b.learn(s: s, y: y, skip: 1e-8)
    #expect(norm(minus(times(b.numbers, s), y)) < 1e-14)
    let before = b.numbers
    // y − B·s orthogonal to s: no rank-one matrix meets B·s = y.
    let r = [2.0, 1, 0]
    b.learn(s: s, y: zip(times(b.numbers, s), r).map { $0 + $1 }, skip: 1e-8)
    #expect(b.numbers == before)
  }

  @Test(arguments: [NamedProblem.rosenbrock, .beale, .wood, .jennrichSampson])
  func `classical problems are solved`(problem: NamedProblem) throws {
    for scaling in ["true", "false"] {
      let solver = try SolverRegistry.make("sr1", settings: ["initial-scaling=\(scaling)"])
      let solution = try minimize(
        problem.objective, from: problem.start, using: solver, stopping: StoppingRule(steps: 1000))
      #expect(solution.outcome.status == "converged", "\(solution.outcome)")
      #expect(abs(solution.value - problem.minimum) <= 1e-5 * problem.minimum + 1e-15)
      #expect(solution.evaluations.hessianVector == 0)
    }
  }
}
