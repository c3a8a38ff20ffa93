import DescentCore
import DescentOptimizers
import Testing

struct MinimizeTests {
  @Test func `gradient descent on a square shrinks its root by one factor`() throws {
    var points: [Double] = []
    let objective = Objective(of: VariableLayout([("theta", [])])) { v in square(v.theta) }
    let solution = try minimize(
      objective, from: ["theta": 1], using: Optimizer(GradientDescent(), learningRate: 0.1),
      stopping: StoppingRule(gradientTolerance: 0, steps: 60),
      onStep: { points.append($0.point.scalar) })
    #expect(points.count == 61)
    var expected = 1.0
    for point in points {
      #expect(abs(point - expected) < 1e-12)
      expected *= 0.8
    }
    #expect(solution.iterations == 60 && solution.outcome == .stepLimit("60 steps done"))
    #expect(solution.evaluations.value == 61 && solution.evaluations.gradient == 61)
    #expect(solution.evaluations.hessianVector == 0)
  }

  @Test(arguments: OptimizerRegistry.names)
  func `every rule makes progress on a quadratic of mixed shapes`(name: String) throws {
    let rule = try OptimizerRegistry.make(name)
    let start: Point = [
      "x": 3, "w": [1, -2], "m": .array(NDArray([1, 2, 3, 4.0], shape: [2, 2])),
    ]
    // The rate of a rule that finds its own is a factor of it, 1.
    let solutions = try [0.05, type(of: rule).defaultLearningRate].map { rate in
      try minimize(
        from: start, using: Optimizer(rule, learningRate: rate),
        stopping: StoppingRule(steps: 400)
      ) { v in square(v.x - 1) + 3 * square(v.w).sum() + square(v.m + 0.3 * v.x).sum() }
    }
    // From 70. The variables hang together weakly, for rules that estimate the Hessian's diagonal.
    #expect(solutions.contains { $0.value < 63 }, "\(solutions.map(\.value))")
    #expect(solutions[0].point.entries.map(\.value.shape) == [[], [2], [2, 2]])
    #expect(solutions[0].gradient.entries.map(\.name) == ["x", "w", "m"])
  }

  @Test func `a point prints its names and values`() {
    let point: Point = ["x": 1, "w": [0, 3.5]]
    #expect("\(point)" == "x = float64[] [1], w = float64[2] [0, 3.5]")
  }

  @Test func `a schedule without a length takes that of the run`() throws {
    var rates: [Double] = []
    let objective = Objective(of: VariableLayout([("x", [])])) { v in square(v.x) }
    _ = try minimize(
      objective, from: ["x": 1],
      using: Optimizer(SGD(), learningRate: 0.1, schedule: Schedule(CosineAnnealing())),
      stopping: StoppingRule(gradientTolerance: 0, steps: 2),
      onStep: { rates.append($0.learningRate) })
    #expect(rates.count == 3 && rates[0] == 0.1 && rates[1] == 0.1 && abs(rates[2] - 0.05) < 1e-15)
  }

  @Test func `a run is over when it converged, and says by how much`() throws {
    let solution = try minimize(
      from: ["x": 1], using: Optimizer(SGD(), learningRate: 0.25),
      stopping: StoppingRule(gradientTolerance: 0.3)
    ) { v in square(v.x) }
    #expect(solution.outcome == .converged("gradient norm 0.25 below 0.3"))
    #expect(solution.iterations == 3 && solution.gradientNorm == 0.25)
    let further = try minimize(
      from: ["x": 1], using: Optimizer(SGD(), learningRate: 0.25),
      stopping: StoppingRule(gradientTolerance: 0.25)
    ) { v in square(v.x) }
    #expect(further.iterations == 4)
  }

  @Test func `a start at a minimum takes no step`() throws {
    let solution = try minimize(from: ["x": 0]) { v in square(v.x) }
    #expect(solution.iterations == 0 && solution.outcome.status == "converged")
  }

  @Test func `a rate beyond the stable one diverges, and the last finite point is kept`() throws {
    let solution = try minimize(
      from: ["x": 1], using: Optimizer(GradientDescent(), learningRate: 1e10)
    ) { v in square(v.x) }
    guard case .diverged(let divergence) = solution.outcome else {
      Issue.record("\(solution.outcome)")
      return
    }
    #expect(divergence.step == solution.iterations + 1)
    #expect(divergence.advice == "try a learning rate of 1e+09 or smaller")
    #expect(solution.value.isFinite && solution.gradientNorm.isFinite)
  }

  @Test(arguments: [("newton", 40), ("gradient-descent", 6000)])
  func `what has no lower bound is said to diverge`(name: String, steps: Int) throws {
    let solver = try SolverRegistry.make(name, settings: [])
    let objective = Objective(of: VariableLayout([("x", [])])) { v in -square(v.x) }
    let solution = try minimize(
      objective, from: ["x": 1], using: solver, stopping: StoppingRule(steps: steps))
    #expect(solution.outcome.status == "diverged")
    #expect(solution.outcome.reason.hasSuffix("seems to have no minimum below the start"))
  }

  @Test func `a start without a finite value or gradient is refused`() throws {
    let value = #expect(throws: DescentError.self) {
      try minimize(from: ["x": -1]) { v in log(v.x) }
    }
    #expect(value?.description == "start: expected a finite value there, found nan")
    let gradient = #expect(throws: DescentError.self) {
      try minimize(from: ["x": 0]) { v in sqrt(v.x) }
    }
    #expect(gradient?.expected == "a finite gradient there")
  }

  @Test func `a request to stop is heeded after the step`() throws {
    let objective = Objective(of: VariableLayout([("x", [])])) { v in square(v.x) }
    let solution = try minimize(
      objective, from: ["x": 1], using: Optimizer(SGD()), shouldStop: { true })
    #expect(solution.outcome == .interrupted && solution.iterations == 1)
  }

  @Test func `time is a limit, too`() throws {
    let solution = try minimize(
      from: ["x": 1], using: Optimizer(SGD(), learningRate: 1e-9),
      stopping: StoppingRule(steps: .max, seconds: 0.01)
    ) { v in square(v.x) }
    #expect(solution.outcome == .stepLimit("0.01 seconds over"))
  }

  @Test func `float32 is computed in and has a tolerance of its own`() throws {
    let objective = Objective(of: VariableLayout([("x", [3])]), precision: .float32) { v in
      square(v.x - 2).mean()
    }
    for name in ["newton", "momentum"] {
      let solver = try SolverRegistry.make(name, settings: [])
      let solution = try minimize(objective, from: ["x": [1, 2, 3]], using: solver)
      #expect(solution.point["x"].dtype == .float32)
      #expect(solution.outcome.reason.hasSuffix("below 0.0001"), "\(solution.outcome)")
      #expect(solution.point["x"].doubles.allSatisfy { abs($0 - 2) < 1e-3 })
    }
  }

  @Test func `a state can be copied and gone on from`() throws {
    let objective = Objective(of: VariableLayout([("x", [2])])) { v in square(v.x).sum() }
    let optimizer = Optimizer(Adam(), learningRate: 0.1)
    var oracle = Oracle(objective)
    var state = optimizer.initialState(at: NDArray([1.0, 2.0]), &oracle)
    for _ in 0..<3 { _ = optimizer.step(&state, &oracle) }
    var copy = state
    for _ in 0..<3 { _ = optimizer.step(&state, &oracle) }
    var other = Oracle(objective)
    for _ in 0..<3 { _ = optimizer.step(&copy, &other) }
    #expect(copy.iterate == state.iterate && state.iterate.step == 6)
  }
}
