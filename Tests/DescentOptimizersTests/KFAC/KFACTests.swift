import DescentCore
import Testing

@testable import DescentOptimizers

@Suite struct KFACTests {
  static let nets = [
    "two dense layers", "one bias in the middle, parameters in another order",
    "scale, shift and a table",
  ].map { SharedNet.named($0) }

  private static let settings: [[String]] = [
    [], ["statistics-interval=1", "inverse-interval=1"],
    ["statistics-interval=2", "inverse-interval=3", "averaging=0.4", "adaptation-interval=2"],
    ["damping=0.003", "adaptation-interval=1", "statistics-interval=1", "inverse-interval=2"],
    ["rescale=false", "learning-rate=0.2", "momentum=0.5", "norm-constraint=0.01"],
    ["rescale=false", "learning-rate=0.01", "momentum=0.9", "norm-constraint=10"],
    ["adaptive=false", "damping=1"],
  ]

  private func solver(_ settings: [String]) throws -> KFAC {
    try #require(try SolverRegistry.trainer("kfac", settings: settings) as? KFAC)
  }

  @Test(arguments: nets, settings)
  func `steps are those of the paper, with whole matrices`(
    net: SharedNet, settings: [String]
  ) throws {
    for form in ["factored", "exact", "eigenvalue-corrected"] {
      for (batch, curvature) in [(13, 13), (11, 9)] {
        let solver = try solver(settings + ["form=\(form)", "fisher=empirical"])
        let decay = net.parameters.map { $0.rank == 2 ? 0.02 : 0 }
        let problem = NetObjective(
          net, examples: 13, batch: batch, curvatureBatch: curvature, decay: decay)
        var expected = DenseKFAC(problem, solver)
        var oracle = Oracle(problem.objective)
        var state = solver.initialState(at: problem.point, &oracle)
        for step in 0..<7 {
          let rows = (0..<batch).map { ($0 * 5 + step) % 13 }
          problem.use(rows)
          oracle.data += 1
          solver.observe(&state, &oracle, isNewData: true)
          let before = problem.valueAndGradient(state.iterate.point, rows)
          #expect(solver.step(&state, &oracle) == nil)
          expected.step(rows, curvature: Array(rows.prefix(curvature)))
          #expect(abs(state.iterate.value - before.value) < 1e-12)
          #expect(abs(state.iterate.gradientNorm - norm(before.gradient)) < 1e-12)
          let what: Comment = "\(form), step \(step), batch \(batch)"
          expectClose([state.iterate.point.doubles], [expected.point], relative: 1e-8, what)
          #expect(abs(state.damping - expected.lambda) <= 1e-12 * expected.lambda, what)
          #expect(abs(state.iterate.learningRate - expected.length) <= 1e-7, what)
          #expect(abs(state.momentum - expected.momentum) <= 1e-7, what)
          #expect(state.ratio.isNaN == expected.ratio.isNaN, what)
          if !expected.ratio.isNaN {
            #expect(abs(state.ratio - expected.ratio) <= 1e-6 * abs(expected.ratio), what)
          }
        }
      }
    }
  }

  @Test(arguments: [1.0, 5])
  func `the damping follows the ratio`(interval: Double) {
    var solver = KFAC()
    solver.adaptationInterval = interval
    let omega = (0..<Int(interval)).reduce(1.0) { product, _ in product * 0.95 }
    for (ratio, factor) in [
      (0.76, omega), (0.75, 1), (0.25, 1), (0.24, 1 / omega), (-3, 1 / omega), (.nan, 1 / omega),
    ] {
      var damping = 0.6
      solver.adapt(&damping, to: ratio)
      #expect(abs(damping - 0.6 * factor) < 1e-15, "\(ratio)")
    }
  }

  /// What a state is and remembers.
  private func numbers(_ state: KFAC.State) -> [String: NDArray] {
    var numbers = state.memory
    numbers["point"] = state.iterate.point
    return numbers
  }

  @Test(arguments: ["factored", "exact", "eigenvalue-corrected"])
  func `a state that is copied is not changed by the steps of the other`(form: String) throws {
    let solver = try solver(["form=\(form)", "statistics-interval=1", "inverse-interval=2"])
    let problem = NetObjective(.named("scale, shift and a table"), examples: 12)
    let (some, others) = (Array(0..<12), (0..<12).map { ($0 * 5) % 7 })
    func advance(_ state: inout KFAC.State, _ oracle: inout Oracle, _ rows: [Int]) {
      problem.use(rows)
      oracle.data += 1
      _ = solver.step(&state, &oracle)
    }
    func run(_ steps: [[Int]]) -> [String: NDArray] {
      var oracle = Oracle(problem.objective)
      var state = solver.initialState(at: problem.point, &oracle)
      for rows in steps { advance(&state, &oracle, rows) }
      return numbers(state)
    }
    var oracle = Oracle(problem.objective)
    var a = solver.initialState(at: problem.point, &oracle)
    for _ in 0..<3 { advance(&a, &oracle, some) }
    var b = a
    let before = numbers(b)
    advance(&a, &oracle, some)
    #expect(numbers(b) == before)
    // In turns.
    advance(&b, &oracle, others)
    advance(&a, &oracle, some)
    advance(&b, &oracle, others)
    #expect(numbers(a) == run([some, some, some, some, some]))
    #expect(numbers(b) == run([some, some, some, others, others]))
    // A state that was read goes on as one that was not.
    let iterate = Iterate(
      unknownAt: b.iterate.point, step: b.iterate.step, learningRate: b.iterate.learningRate)
    var c = try KFAC.State(iterate: iterate, memory: b.memory)
    var otherOracle = Oracle(problem.objective)
    advance(&c, &otherOracle, some)
    advance(&b, &oracle, some)
    #expect(numbers(c) == numbers(b))
  }

  @Test func `sampled outcomes follow from the number of the step`() throws {
    // Without probabilities to draw from, the data's are taken.
    let (sampled, empirical) = (try solver(["fisher=sampled"]), try solver(["fisher=empirical"]))
    let problem = NetObjective(.named("two dense layers"), examples: 12)
    let points = [sampled, empirical].map { solver in
      var oracle = Oracle(problem.objective)
      var state = solver.initialState(at: problem.point, &oracle)
      for _ in 0..<3 { _ = solver.step(&state, &oracle) }
      return state.iterate.point
    }
    #expect(points[0] == points[1])
  }
}
