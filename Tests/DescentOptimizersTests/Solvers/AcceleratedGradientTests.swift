import DescentCore
import Testing

@testable import DescentOptimizers

struct AcceleratedGradientTests {
  private static let curvatures = [1.0, 10, 400]

  /// ½·Σcᵢ·xᵢ²
  private static func bowl(bounds: Bounds? = nil) -> Objective {
    var objective = Objective(of: VariableLayout([("x", [3])])) { v in
      0.5 * (Tensor(NDArray(curvatures)) * square(v.x)).sum()
    }
    objective.bounds = bounds
    return objective
  }

  @Test func `with L given the points are those of Nesterov's recursion`() throws {
    let solver = AcceleratedGradient.with {
      $0.restart = .none
      $0.lipschitz = 400
      $0.decrease = 1
    }
    var points: [[Double]] = []
    _ = try minimize(
      Self.bowl(), from: ["x": [1, -2, 3]], using: solver,
      stopping: StoppingRule(gradientTolerance: 0, steps: 30),
      onStep: { points.append($0.point.doubles) })
    var (x, y, t) = ([1.0, -2, 3], [1.0, -2, 3], 1.0)
    for k in 0...30 {
      for i in 0..<3 { #expect(abs(points[k][i] - y[i]) < 1e-12) }
      let next = (0..<3).map { y[$0] - Self.curvatures[$0] * y[$0] / 400 }
      let tNext = (1 + (1 + 4 * t * t).squareRoot()) / 2
      y = (0..<3).map { next[$0] + (t - 1) / tNext * (next[$0] - x[$0]) }
      (x, t) = (next, tNext)
    }
  }

  @Test func `the value falls as fast as it must`() throws {
    // f(xₖ) − f* ≤ 2·L·‖x₀ − x*‖²/(k + 1)², Beck & Teboulle 2009, Theorem 4.4.
    let solver = AcceleratedGradient.with {
      $0.restart = .none
      $0.lipschitz = 400
      $0.decrease = 1
    }
    var oracle = Oracle(Self.bowl())
    var state = solver.initialState(at: NDArray([1.0, -2, 3]), &oracle)
    for k in 1...100 {
      let outcome = solver.step(&state, &oracle)
      #expect(outcome == nil)
      #expect(state.value <= 2 * 400 * 14 / Double((k + 1) * (k + 1)))
    }
  }

  @Test(arguments: [AcceleratedGradient.Restart.gradient, .function])
  func `restarts make convergence linear`(restart: AcceleratedGradient.Restart) throws {
    func steps(_ restart: AcceleratedGradient.Restart) throws -> Int {
      let solver = AcceleratedGradient.with { $0.restart = restart }
      let solution = try minimize(Self.bowl(), from: ["x": [1, -2, 3]], using: solver)
      #expect(solution.outcome.status == "converged" && solution.gradientNorm < 1e-10)
      return solution.iterations
    }
    // √(L/μ) = 20: about 20·e steps between restarts, each of which takes a factor of e² or more.
    let (with, without) = (try steps(restart), try steps(.none))
    #expect(with < 700 && with < without, "\(with) and \(without)")
  }

  @Test func `the constant is estimated to a factor`() throws {
    var oracle = Oracle(Self.bowl())
    let solver = AcceleratedGradient()
    var state = solver.initialState(at: NDArray([1.0, -2, 3]), &oracle)
    var largest = 0.0
    for _ in 0..<60 {
      _ = solver.step(&state, &oracle)
      largest = max(largest, state.lipschitz ?? .infinity)
    }
    #expect(largest >= 200 && largest <= 800)
  }

  @Test func `within bounds the minimum is that of each variable`() throws {
    let bounds = Bounds(lower: [0.5, -2, -5], upper: [2, -0.25, 5])
    let solution = try minimize(
      Self.bowl(bounds: bounds), from: ["x": [1, -2, 3]], using: AcceleratedGradient())
    #expect(solution.outcome.status == "converged")
    for (a, b) in zip(solution.point["x"].doubles, [0.5, -0.25, 0]) {
      #expect(abs(a - b) < 1e-10)
    }
  }
}
