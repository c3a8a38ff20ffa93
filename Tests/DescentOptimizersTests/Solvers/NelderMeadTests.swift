import DescentCore
import Testing

@testable import DescentOptimizers

struct NelderMeadTests {
  private static func objective(
    bounds: Bounds? = nil, _ function: @escaping @Sendable (Tensor) -> Tensor
  ) -> Objective {
    var objective = Objective(of: VariableLayout([("x", [2])])) { function($0.x) }
    objective.bounds = bounds
    return objective
  }

  private static func rosenbrock(_ x: Tensor) -> Tensor {
    let (a, b) = (x.slice(0..<1), x.slice(1..<2))
    return (square(1 - a) + 100 * square(b - square(a))).sum()
  }

  @Test(arguments: [false, true])
  func `Rosenbrock's function is minimized by values alone`(isAdaptive: Bool) throws {
    let solution = try minimize(
      Self.objective(Self.rosenbrock), from: ["x": [-1.2, 1]],
      using: NelderMead.with { $0.isAdaptive = isAdaptive })
    #expect(solution.outcome.status == "converged" && solution.value < 1e-14)
    #expect(solution.outcome.reason.hasPrefix("simplex of size"))
    // The gradient is there for the report, computed once.
    #expect(solution.evaluations.gradient == 1 && solution.gradientNorm < 1e-4)
    #expect(solution.evaluations.value < 600)
  }

  @Test func `a simplex reflects, expands, contracts and shrinks as Lagarias et al. say`() {
    // f = x₁ falls to the left for ever: vertices (1, 0), (1.05, 0), (1, 0.05).
    var oracle = Oracle(Self.objective { $0.slice(0..<1).sum() })
    var simplex = Simplex(around: NDArray([1.0, 0]), edge: 0.05, &oracle)
    simplex.sort()
    #expect(simplex.vertices.map(\.value) == [1, 1, 1.05])
    simplex.move(SimplexCoefficients(count: 2, false), &oracle)
    // x̄ = (1, 0.025): reflected to 0.95, expanded to 0.9.
    #expect(abs(simplex.best.value - 0.9) < 1e-15)
    #expect(abs(simplex.best.point[1] - 0.075) < 1e-15 && simplex.vertices.count == 3)
  }

  @Test func `a contraction goes half way, a shrink toward the best`() {
    // At the corner of |x₁| + |x₂| nothing leads down.
    var oracle = Oracle(Self.objective { abs($0).sum() })
    var simplex = Simplex(around: NDArray([0.0, 0]), edge: 1, &oracle)
    simplex.sort()
    simplex.move(SimplexCoefficients(count: 2, false), &oracle)
    // x̄ = (½, 0), worst (0, 1): reflected (1, −1) of value 2 is no better, so inside:
    // (¼, ½) of value ¾.
    #expect(simplex.vertices.map(\.value) == [0, 0.75, 1])
  }

  @Test func `coefficients for many variables are those of Gao and Han`() {
    let usual = SimplexCoefficients(count: 2, true)
    #expect(usual == SimplexCoefficients(count: 2, false))
    let ten = SimplexCoefficients(count: 10, true)
    #expect(ten.expansion == 1.2 && ten.contraction == 0.7 && ten.shrinkage == 0.9)
  }

  @Test func `functions without a useful gradient are minimized`() throws {
    let solution = try minimize(
      Self.objective { x in abs(x - 3).sum() + abs(x.slice(0..<1) - x.slice(1..<2)).sum() },
      from: ["x": [1, -1]], using: NelderMead())
    #expect(solution.value < 1e-7 && solution.outcome.status == "converged")
    // At the start the slope of √|x| is not finite.
    let root = try minimize(
      Self.objective { sqrt(abs($0)).sum() + square($0 - 1).sum() * 0 }, from: ["x": [0, 2]],
      using: NelderMead())
    #expect(root.value < 1e-3)
  }

  @Test func `vertices stay within bounds`() throws {
    let bounds = Bounds(lower: [-2, -1], upper: [0.5, 2])
    var outside = 0
    let solution = try minimize(
      Self.objective(bounds: bounds, Self.rosenbrock), from: ["x": [-1.2, 1]],
      using: NelderMead(), onStep: { if !bounds.contains($0.point.doubles) { outside += 1 } })
    // On x₁ = ½ the valley is at x₂ = ¼: the value is (1 − ½)².
    #expect(outside == 0)
    #expect(abs(solution.value - 0.25) < 1e-9, "\(solution.point), \(solution.outcome)")
  }

  @Test func `a start anew finds better where the first simplex has collapsed`() throws {
    func value(_ restarts: Double) throws -> Double {
      let objective = Objective(of: VariableLayout([("x", [8])])) { v in
        let (a, b) = (v.x.slice(0..<7), v.x.slice(1..<8))
        return (square(1 - a) + 100 * square(b - square(a))).sum()
      }
      let start: [Double] = [-1.2, 1, -1.2, 1, -1.2, 1, -1.2, 1]
      return try minimize(
        objective, from: Point([(name: "x", value: NDArray(start))]),
        using: NelderMead.with { $0.restarts = restarts },
        stopping: StoppingRule(steps: 20_000)
      ).value
    }
    #expect(try value(5) <= value(0))
  }
}
