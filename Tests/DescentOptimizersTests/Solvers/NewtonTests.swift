import DescentCore
import DescentOptimizers
import Testing

struct NewtonTests {
  @Test func `Rosenbrock's function is solved in 30 steps to 1e-10`() throws {
    let solution = try minimize(from: ["x": -1.2, "y": 1]) { v in
      square(1 - v.x) + 100 * square(v.y - square(v.x))
    }
    #expect(solution.outcome.status == "converged" && solution.iterations <= 30)
    #expect(solution.gradientNorm < 1e-10)
    #expect(solution.point.entries.allSatisfy { abs($0.value.scalar - 1) < 1e-10 })
    // A Hessian at each point that a step was taken from, and one to make sure of the minimum.
    #expect(solution.evaluations.hessianVector == 2 * (solution.iterations + 1))
  }

  @Test func `a quadratic takes one step, wherever it starts`() throws {
    let a = NDArray([4, 1, 0, 1, 3, -1, 0, -1, 2.0], shape: [3, 3])
    let solution = try minimize(from: ["x": [100, -50, 3]]) { v in
      0.5 * dot(v.x, matmul(Tensor(a), v.x)) - v.x.sum()
    }
    #expect(solution.iterations == 1)
    // A⁻¹·(1, 1, 1)ᵀ by hand: det A = 18.
    let expected = [2.0 / 18, 10.0 / 18, 14.0 / 18]
    for (x, y) in zip(solution.point["x"].doubles, expected) { #expect(abs(x - y) < 1e-12) }
  }

  @Test func `where the Hessian is indefinite the value still falls`() throws {
    var values: [Double] = []
    let objective = Objective(of: VariableLayout([("x", []), ("y", [])])) { v in
      square(v.x) - square(v.y) + 0.25 * square(square(v.y))
    }
    let solution = try minimize(
      objective, from: ["x": 0.1, "y": 0.1], using: Newton(), onStep: { values.append($0.value) })
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 > $1 }, "\(values)")
    #expect(solution.outcome.status == "converged")
    #expect(abs(solution.value + 1) < 1e-12)
    #expect(abs(abs(solution.point["y"].scalar) - 2.0.squareRoot()) < 1e-9)
  }

  @Test func `a saddle point is not taken for a minimum`() throws {
    let solution = try minimize(from: ["x": 0, "y": 0]) { v in square(v.x) - square(v.y) }
    #expect(
      solution.outcome
        == .stalled(
          "gradient norm 0, but the Hessian is indefinite: a saddle point or maximum; "
            + "start elsewhere"))
  }

  @Test func `a slope beyond the largest number is gone down, too`() throws {
    let solution = try minimize(from: ["x": 1e154]) { v in square(v.x) }
    #expect(solution.outcome.status == "converged" && abs(solution.point["x"].scalar) < 1e-10)
  }

  @Test func `without a finite Hessian there is no direction`() throws {
    let solution = try minimize(from: ["x": 0]) { v in v.x + pow(abs(v.x), 1.5) }
    #expect(
      solution.outcome
        == .stalled("the Hessian at step 0 is not finite, so that there is no direction"))
  }

  @Test func `a flat minimum is one`() throws {
    let solution = try minimize(from: ["x": 1]) { v in square(square(v.x)) }
    #expect(solution.outcome.status == "converged")
  }

  @Test func `rounding of a large value is no obstacle`() throws {
    let a = NDArray([0.1, 0.7, 0.3, 0.9, 1.1, 0.2], shape: [3, 2])
    let b = NDArray([1.0, 2.0, 3.0])
    let solution = try minimize(
      from: ["x": [3, 1]], stopping: StoppingRule(gradientTolerance: 1e-300)
    ) { v in 1e6 + square(matmul(Tensor(a), v.x) - Tensor(b)).sum() }
    #expect(solution.outcome.status == "converged" && solution.iterations < 10)
    #expect(solution.gradientNorm < 1e-13)
  }

  @Test func `with tolerance 0 steps are counted beyond the minimum`() throws {
    let solution = try minimize(
      from: ["x": 3, "y": 1], stopping: StoppingRule(gradientTolerance: 0, steps: 7)
    ) { v in square(v.x) + square(v.y - 2) }
    #expect(solution.iterations == 7 && solution.outcome == .stepLimit("7 steps done"))
    #expect(solution.point["y"].scalar == 2)
  }

  @Test func `settings are checked`() throws {
    let error = #expect(throws: DescentError.self) {
      try SolverRegistry.make("newton", settings: ["shift=0"])
    }
    #expect(error?.description == "shift of newton: expected a number in (0, ∞), found '0'")
  }
}
