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

  @Test func `nor is a saddle point where rounding of the value hides the slope`() throws {
    let solution = try minimize(from: ["x": 0, "y": 1e-8]) { v in
      1e10 + square(v.x) - square(v.y)
    }
    #expect(solution.outcome.status == "stalled", "\(solution.outcome)")
    #expect(solution.outcome.reason.contains("the Hessian is indefinite"))
  }

  @Test func `a minimum without second derivatives is one`() throws {
    let solution = try minimize(from: ["x": 0]) { v in pow(abs(v.x), 1.5) }
    #expect(solution.outcome == .converged("gradient norm 0 below 1e-10"))
  }

  @Test func `a flat minimum is one`() throws {
    for start in [1.0, 0] {
      let solution = try minimize(from: ["x": .array(NDArray(scalar: start))]) { v in
        square(square(v.x))
      }
      #expect(solution.outcome.status == "converged")
    }
  }

  @Test func `so is a point of a valley`() throws {
    let solution = try minimize(from: ["x": 3, "y": 5]) { v in square(v.x + v.y - 1) }
    #expect(solution.outcome.status == "converged", "\(solution.outcome)")
    // By the shortest way.
    #expect(abs(solution.point["y"].scalar - solution.point["x"].scalar - 2) < 1e-6)
  }

  @Test(arguments: [(DType.float64, 1e10, 1.001), (.float32, 1e4, 1.01)])
  func `where values say nothing, a step that shortens the gradient is taken`(
    precision: DType, offset: Double, start: Double
  ) throws {
    let objective = Objective(of: VariableLayout([("x", [])]), precision: precision) { v in
      offset + square(v.x - 1)
    }
    let solution = try minimize(
      objective, from: ["x": .array(NDArray(scalar: start))], using: Newton(),
      stopping: StoppingRule(gradientTolerance: 1e-5))
    #expect(solution.outcome.status == "converged" && solution.iterations == 1)
    #expect(abs(solution.point["x"].scalar - 1) < 1e-6)
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
    #expect(throws: DescentError.self) {
      try SolverRegistry.make("newton", settings: ["armijo=0.51"])
    }
    let newton = Newton()
    #expect(newton.shift == 1e-3 && newton.search.sufficientDecrease == 1e-4)
    #expect(newton.search.contraction == 0.5)
  }
}

/// The method's steps against the algorithm written out for two variables, where a symmetric matrix
/// is positive definite if its first element and its determinant are positive.
struct NewtonStepTests {
  /// A function of two variables with its derivatives by hand.
  struct Example: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let start: (x: Double, y: Double)
    let function: @Sendable (Variables) -> Tensor
    let value: @Sendable (Double, Double) -> Double
    let gradient: @Sendable (Double, Double) -> (Double, Double)
    /// ∂²f/∂x², ∂²f/∂x∂y, ∂²f/∂y².
    let hessian: @Sendable (Double, Double) -> (Double, Double, Double)
  }

  static let examples = [
    Example(
      testDescription: "Rosenbrock's: steps are cut", start: (-1.2, 1),
      function: { v in square(1 - v.x) + 100 * square(v.y - square(v.x)) },
      value: { x, y in (1 - x) * (1 - x) + 100 * (y - x * x) * (y - x * x) },
      gradient: { x, y in (-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)) },
      hessian: { x, y in (2 - 400 * y + 1200 * x * x, -400 * x, 200) }),
    Example(
      testDescription: "a negative diagonal: it is lifted at once", start: (0.1, 0.1),
      function: { v in square(v.x) - square(v.y) + 0.25 * pow(v.y, 4) },
      value: { x, y in x * x - y * y + 0.25 * y * y * y * y },
      gradient: { x, y in (2 * x, -2 * y + y * y * y) },
      hessian: { _, y in (2, 0, -2 + 3 * y * y) }),
    Example(
      testDescription: "a positive diagonal of an indefinite matrix: doubled", start: (0.3, 0.1),
      function: { v in 2 * v.x * v.y + 0.5 * (square(v.x) + square(v.y)) + 0.25 * pow(v.y, 4) },
      value: { x, y in 2 * x * y + 0.5 * (x * x + y * y) + 0.25 * y * y * y * y },
      gradient: { x, y in (2 * y + x, 2 * x + y + y * y * y) },
      hessian: { _, y in (1, 2, 1 + 3 * y * y) }),
    Example(
      testDescription: "√(1 + x²): whole steps overshoot", start: (3, 1),
      function: { v in sqrt(1 + square(v.x)) + square(v.y) },
      value: { x, y in (1 + x * x).squareRoot() + y * y },
      gradient: { x, y in (x / (1 + x * x).squareRoot(), 2 * y) },
      hessian: { x, _ in (1 / ((1 + x * x) * (1 + x * x).squareRoot()), 0, 2) }),
  ]

  /// One step: Algorithm 3.2 with 3.3 and 3.1 of Nocedal & Wright.
  private func step(
    _ example: Example, _ x: Double, _ y: Double, shift beta: Double, armijo c: Double,
    contraction rho: Double
  ) -> (x: Double, y: Double, alpha: Double) {
    let (p, q) = example.gradient(x, y)
    let (a, b, d) = example.hessian(x, y)
    var tau = min(a, d) > 0 ? 0 : beta - min(a, d)
    while !(a + tau > 0 && (a + tau) * (d + tau) - b * b > 0) { tau = max(2 * tau, beta) }
    let determinant = (a + tau) * (d + tau) - b * b
    let u = -((d + tau) * p - b * q) / determinant
    let v = -((a + tau) * q - b * p) / determinant
    var alpha = 1.0
    let slope = p * u + q * v
    while example.value(x + alpha * u, y + alpha * v)
      > example.value(x, y) + c * alpha * slope
    { alpha *= rho }
    return (x + alpha * u, y + alpha * v, alpha)
  }

  @Test(arguments: examples, [(1e-3, 1e-4, 0.5), (0.3, 0.45, 0.7)])
  func `steps are those of the algorithm`(
    example: Example, settings: (shift: Double, armijo: Double, contraction: Double)
  ) throws {
    var newton = Newton()
    newton.shift = settings.shift
    newton.search.sufficientDecrease = settings.armijo
    newton.search.contraction = settings.contraction
    var oracle = Oracle(
      Objective(of: VariableLayout([("x", []), ("y", [])]), example.function))
    var (x, y) = example.start
    var state = newton.initialState(at: NDArray([x, y]), &oracle)
    for _ in 0..<6 where state.iterate.gradientNorm > 1e-3 {
      #expect(newton.step(&state, &oracle) == nil)
      let expected = step(
        example, x, y, shift: settings.shift, armijo: settings.armijo,
        contraction: settings.contraction)
      #expect(abs(state.iterate.learningRate - expected.alpha) < 1e-15)
      (x, y) = (expected.x, expected.y)
      for (found, exact) in zip(state.iterate.point.doubles, [x, y]) {
        #expect(abs(found - exact) < 1e-9 * max(1, abs(exact)))
      }
    }
  }
}
