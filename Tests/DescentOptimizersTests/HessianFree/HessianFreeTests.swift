import DescentCore
import Foundation
import Testing

@testable import DescentOptimizers

@Suite struct HessianFreeTests {
  private static func solver(_ settings: [String]) throws -> HessianFree {
    try #require(try SolverRegistry.trainer("hessian-free", settings: settings) as? HessianFree)
  }

  // Damped so much that rounding is not amplified while conjugate gradients go on.
  private static let settings: [[String]] = [
    ["damping=20"], ["damping=10", "adaptive=false"], ["damping=20", "decay=0"],
    ["damping=20", "backtracking=false"], ["damping=20", "line-search=false"],
    ["damping=20", "precondition=false"], ["damping=20", "exponent=0.5"],
    ["damping=20", "structural=0.5"], ["damping=0.3", "iterations=5"],
    ["damping=10", "progress=0.02"], ["damping=20", "curvature=hessian"],
    ["damping=20", "progress=1e-8"],
    ["damping=0.001", "iterations=4", "line-search=false", "backtracking=false"],
  ]

  @Test(arguments: settings, [(8, 8), (6, 4)])
  func `steps are those of the papers, with whole matrices`(
    settings: [String], sizes: (batch: Int, curvature: Int)
  ) throws {
    let solver = try Self.solver(settings)
    let problem = NetObjective(
      .named("recurrent"), batch: sizes.batch, curvatureBatch: sizes.curvature,
      decay: [0.01, 0.01, 0, 0.01, 0])
    var expected = DenseHessianFree(problem, solver)
    var oracle = Oracle(problem.objective)
    var state = solver.initialState(at: problem.point, &oracle)
    var compared = 0
    for step in 0..<5 {
      let rows = (0..<sizes.batch).map { ($0 * 3 + (sizes.batch < 8 ? step : 0)) % 8 }
      problem.use(rows)
      oracle.data += 1
      solver.observe(&state, &oracle, isNewData: true)
      let before = state
      #expect(solver.step(&state, &oracle) == nil)
      // Each step from where the last has led, so that rounding does not add up.
      (expected.point, expected.lambda) = (before.iterate.point.doubles, before.damping)
      expected.warm = before.last?.doubles
      expected.step(rows, curvature: Array(rows.prefix(sizes.curvature)))
      let report = state.report
      #expect(Int(report.iterations) + 1 == expected.products, "step \(step)")
      if Int(report.chosen) != expected.chosen {
        #expect(expected.hasTie, "step \(step)")
        continue
      }
      compared += 1
      #expect(abs(report.ratio - expected.ratio) <= 1e-6 * abs(expected.ratio))
      #expect(report.length == expected.length)
      #expect(abs(state.damping - expected.lambda) <= 1e-12 * expected.lambda)
      expectClose([state.iterate.point.doubles], [expected.point], relative: 1e-8)
      #expect(state.iterate.step == step + 1)
      #expect((state.last == nil) == (expected.warm == nil))
      if settings.contains("adaptive=false") { #expect(state.damping == solver.damping) }
    }
    #expect(compared >= 3)
  }

  @Test(arguments: [5e-4, 1e-4, 2e-5, 0])
  func `conjugate gradients end where the papers say`(progress: Double) {
    var solver = HessianFree()
    solver.progress = progress
    // From above 0, as after a warm start, down to −3, ever more slowly.
    let models = (0..<400).map { i in 0.5 - 3.5 * (1 - pow(0.98, Double(i))) }
    let found = (1..<400).first { solver.isEnough(Array(models[...$0])) }
    let expected = (1..<400).first { DenseHessianFree.stops(Array(models[...$0]), progress) }
    #expect(found == expected && (found == nil) == (progress == 0))
    #expect((found ?? 400) > 100)
  }

  @Test func `the damping follows the ratio`() {
    for (ratio, factor) in [
      (1.2, 2.0 / 3), (0.76, 2.0 / 3), (0.75, 1), (0.25, 1), (0.24, 1.5), (-3, 1.5), (.nan, 1.5),
    ] {
      var damping = 0.6
      DampedMove.adapt(&damping, to: ratio)
      #expect(abs(damping - 0.6 * factor) < 1e-15, "\(ratio)")
    }
  }

  /// From 2, Newton's step for √(1 + x²) goes to −8; halfway there is less.
  private static let root = Objective(of: VariableLayout([("x", [])]), threads: 1) { v in
    sqrt(1 + square(v.x))
  }

  private func firstStep(
    _ settings: [String], of objective: Objective, from start: [Double]
  ) throws -> (state: HessianFree.State, outcome: Outcome?) {
    let solver = try Self.solver(["curvature=hessian"] + settings)
    var oracle = Oracle(objective)
    var state = solver.initialState(at: NDArray(start), &oracle)
    let outcome = solver.step(&state, &oracle)
    return (state, outcome)
  }

  @Test func `a step that brings no fall is not taken, and the damping grows`() throws {
    let (state, outcome) = try firstStep(
      ["damping=1e-9", "line-search=false"], of: Self.root, from: [2])
    #expect(outcome == nil)
    #expect(state.iterate.point.doubles == [2] && state.iterate.learningRate == 0)
    #expect(state.iterate.step == 1 && state.last == nil)
    #expect(abs(state.damping - 1.5e-9) < 1e-20)
    #expect(state.report.ratio < 0)
  }

  @Test func `without a damping to grow it is the end`() throws {
    let (state, outcome) = try firstStep(
      ["damping=1e-9", "line-search=false", "adaptive=false"], of: Self.root, from: [2])
    #expect(outcome == .stalled("no step that is tried makes the function fall"))
    #expect(state.iterate.point.doubles == [2] && state.damping == 1e-9)
  }

  @Test func `the line search takes the first length that brings enough`() throws {
    let (state, outcome) = try firstStep(["damping=1e-9"], of: Self.root, from: [2])
    #expect(outcome == nil)
    let (f, slope) = ({ (x: Double) in (1 + x * x).squareRoot() }, 2 / 5.0.squareRoot())
    let direction = -10.0
    var length = 1.0
    while f(2 + length * direction) > f(2) + 0.01 * length * slope * direction { length *= 0.8 }
    #expect(length < 1 && abs(state.report.length - length) < 1e-15)
    #expect(abs(state.iterate.point.doubles[0] - (2 + length * direction)) < 1e-6)
    #expect(abs(state.iterate.value - f(2 + length * direction)) < 1e-6)
  }

  @Test(arguments: [(1.0, 0.5, 2.0 / 3), (1.6, 0.0, 1.0)])
  func `the damping shrinks where the model holds and stays where it half does`(
    power: Double, start: Double, factor: Double
  ) throws {
    // Of a square the model is exact.
    let square = Objective(of: VariableLayout([("x", [])]), threads: 1) { v in
      0.5 * DescentCore.square(v.x - 1)
    }
    if power == 1 {
      let (state, _) = try firstStep(["damping=1"], of: square, from: [start])
      #expect(abs(state.report.ratio - 1) < 1e-12)
      #expect(abs(state.damping - factor) < 1e-15)
    } else {
      // x⁴/4 from 1: H = 3, g = 1, d = −1/(3 + λ); ρ as it is computed here.
      let quartic = Objective(of: VariableLayout([("x", [])]), threads: 1) { v in
        DescentCore.square(DescentCore.square(v.x)) / 4
      }
      let (state, _) = try firstStep(["damping=1"], of: quartic, from: [-1])
      let d = 0.25
      let ratio = (pow(1 - d, 4) / 4 - 0.25) / (-d + 1.5 * d * d)
      #expect(abs(state.report.ratio - ratio) < 1e-12)
      #expect(state.damping == (ratio > 0.75 ? 2.0 / 3 : 1))
    }
  }

  @Test func `one step on a quadratic with hardly any damping is Newton's`() throws {
    let a = symmetricMatrix([0.5, 1, 2, 3, 8, 20], seed: 3)
    let b = randomVector(6, seed: 4)
    let quadratic = Objective(of: VariableLayout([("x", [6])]), threads: 1) { v in
      let row = v.x.expanded(at: 0)
      let ax = matmul(row, Tensor(NDArray(a, shape: [6, 6]))).reshaped([6])
      return 0.5 * (v.x * ax).sum() - (v.x * Tensor(NDArray(b))).sum()
    }
    let start = randomVector(6, seed: 5)
    let (state, _) = try firstStep(["damping=1e-14", "progress=0"], of: quadratic, from: start)
    let residual = minus(times(a, state.iterate.point.doubles), b)
    #expect(norm(residual) < 1e-10 * norm(b))
    #expect(abs(state.report.ratio - 1) < 1e-10 && state.report.length == 1)
  }

  @Test(arguments: SharedNet.all, [1, 0.75])
  func `the preconditioner is made of each example's gradient`(net: SharedNet, exponent: Double) {
    let decay = net.parameters.indices.map { $0 % 2 == 0 ? 0.25 : 0 }
    let problem = NetObjective(net, batch: 7, curvatureBatch: 5, decay: decay)
    let rows = [3, 1, 6, 0, 7, 2, 4]
    problem.use(rows)
    var oracle = Oracle(problem.objective)
    let found = oracle.inverseScale(at: problem.point, damping: 0.3, exponent: exponent).doubles
    let decays = zip(net.parameters, decay).flatMap { [Double](repeating: $1, count: $0.count) }
    let squares = problem.meanSquaredGradients(problem.point, Array(rows.prefix(5)))
    let expected = zip(squares, decays).map { pow($0 + 0.3 + $1, -exponent) }
    expectClose([found], [expected], relative: 1e-12)
    #expect(oracle.work == 5)
  }

  @Test func `what is remembered is all that the next step needs`() throws {
    let solver = try Self.solver([])
    let problem = NetObjective(.named("two dense layers"))
    var oracle = Oracle(problem.objective)
    var state = solver.initialState(at: problem.point, &oracle)
    for _ in 0..<3 {
      solver.observe(&state, &oracle, isNewData: false)
      _ = solver.step(&state, &oracle)
    }
    let iterate = Iterate(unknownAt: state.iterate.point, step: 3, learningRate: 1)
    var other = try HessianFree.State(iterate: iterate, memory: state.memory)
    var otherOracle = Oracle(problem.objective)
    solver.observe(&state, &oracle, isNewData: false)
    solver.observe(&other, &otherOracle, isNewData: true)
    _ = solver.step(&state, &oracle)
    _ = solver.step(&other, &otherOracle)
    #expect(other.iterate.point == state.iterate.point && other.damping == state.damping)
    #expect(other.report == state.report && other.last == state.last)
  }
}
