import DescentCore
import DescentOptimizers
import Testing

struct SteepestDescentTests {
  private static let start: Point = ["x": 4, "y": 2]
  private static let objective = Objective(of: start.layout) { v in
    square(v.x) + 10 * square(v.y)
  }

  @Test(arguments: ["strong-wolfe", "zoom", "backtracking"])
  func `a bowl is descended whatever the scale of the gradient`(search: String) throws {
    for scale in ["1e-4", "1", "1e4"] {
      let solver = try SolverRegistry.make(
        "steepest-descent", settings: ["search=\(search)", "scale=\(scale)"])
      let solution = try minimize(Self.objective, from: Self.start, using: solver)
      #expect(solution.outcome.status == "converged", "\(search) \(scale) \(solution.outcome)")
      #expect(solution.gradientNorm < 1e-10 && solution.iterations < 1000)
    }
  }

  @Test func `accurate searches turn each step by a right angle`() throws {
    let solver = SteepestDescent.with {
      $0.search.rule = .strongWolfe
      $0.search.curvature = 1e-10
      $0.search.approximate = nil
    }
    var gradients: [[Double]] = []
    _ = try minimize(
      Self.objective, from: Self.start, using: solver, stopping: StoppingRule(steps: 5),
      onStep: { gradients.append($0.gradient.doubles) })
    for (a, b) in zip(gradients, gradients.dropFirst()) {
      let product = a[0] * b[0] + a[1] * b[1]
      #expect(abs(product) < 1e-8 * (a[0] * a[0] + a[1] * a[1]))
    }
  }

  @Test func `the first length of a search grows from the last`() throws {
    var lengths: [Double] = []
    let solver = SteepestDescent.with {
      $0.search.contraction = 0.5
      $0.search.growth = 2
      $0.search.longest = 0.04
    }
    _ = try minimize(
      Self.objective, from: Self.start, using: solver,
      stopping: StoppingRule(gradientTolerance: 0, steps: 4),
      onStep: { lengths.append($0.learningRate) })
    #expect(lengths == [1, 0.04, 0.04, 0.04, 0.04])
  }

  @Test func `a fixed length is gradient descent`() throws {
    let stopping = StoppingRule(gradientTolerance: 0, steps: 20)
    let solver = SteepestDescent.with {
      $0.search.rule = .fixed
      $0.search.length = 0.05
      $0.search.growth = nil
    }
    let rule = Optimizer(GradientDescent(), learningRate: 0.05)
    let a = try minimize(Self.objective, from: Self.start, using: solver, stopping: stopping)
    let b = try minimize(Self.objective, from: Self.start, using: rule, stopping: stopping)
    for (x, y) in zip(a.point.entries, b.point.entries) {
      #expect(abs(x.value.scalar - y.value.scalar) < 1e-15)
    }
  }

  @Test func `a function without a bound is said to diverge`() throws {
    let solution = try minimize(from: ["x": 1], using: SteepestDescent()) { v in -square(v.x) }
    #expect(solution.outcome.status == "diverged")
  }
}
