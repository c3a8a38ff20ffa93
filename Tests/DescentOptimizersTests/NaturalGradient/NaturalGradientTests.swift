import DescentCore
import Testing

@testable import DescentOptimizers

@Suite struct NaturalGradientTests {
  private static let dense = SharedNet.all[0]

  /// −(F + λ·I)⁻¹·g by a factorization of the whole matrix.
  private func denseStep(_ matrix: [Double], _ g: [Double], damping: Double) -> [Double] {
    let n = g.count
    var matrix = matrix
    for k in 0..<n { matrix[k * n + k] += damping }
    return CholeskyFactor(matrix, order: n)!.solve(g.map { -$0 })
  }

  @Test(arguments: SharedNet.all, [NaturalGradient.Fisher.gaussNewton, .empirical])
  func `the step is that of the whole matrix`(net: SharedNet, fisher: NaturalGradient.Fisher) {
    for (decay, threads) in [(0.0, 1), (0.3, 2)] {
      let net = NetFunction(
        net, examples: 6, decay: net.parameters.map { $0.rank > 1 ? decay : 0 }, threads: threads)
      var solver = NaturalGradient()
      (solver.fisher, solver.damping) = (fisher, 0.5)
      var oracle = Oracle(net.objective)
      let g = oracle.valueAndGradient(at: net.start).gradient
      let matrix =
        fisher == .empirical
        ? net.empiricalFisher(at: net.start) : net.gaussNewton(at: net.start)
      let expected = denseStep(matrix, g.doubles, damping: 0.5)
      let found = NaturalStep(solver, net.objective)
        .step(at: net.start, gradient: g, last: nil, damping: 0.5, data: 0)
      expectClose([found.step], [expected], relative: 1e-10)
      let curvature = dot(expected, product(matrix, expected))
      expectClose([[found.curvature]], [[curvature]], relative: 1e-10)
    }
  }

  @Test func `for linear least squares it is Newton's step`() {
    let linear = SharedNet(
      name: "linear", parameters: [[4, 3], [3]], input: [4], layers: [(0, 1)], others: []
    ) { p, x, _ in matmul(x, p[0]) + p[1] }
    let net = NetFunction(linear, examples: 9) { 0.5 * square($0 - $1).sum([-1]).mean() }
    var solver = NaturalGradient()
    solver.damping = 1e-12
    var oracle = Oracle(net.objective)
    var state = solver.initialState(at: net.start, &oracle)
    #expect(solver.step(&state, &oracle) == nil)
    var (newton, other) = (Newton(), Oracle(net.objective))
    newton.shift = 1e-12
    var end = newton.initialState(at: net.start, &other)
    #expect(newton.step(&end, &other) == nil)
    expectClose([state.iterate.point.doubles], [end.iterate.point.doubles], relative: 1e-3)
    #expect(
      oracle.valueAndGradient(at: state.iterate.point).gradient.doubles.allSatisfy {
        abs($0) < 1e-3
      })
  }

  @Test func `the momentum is a part of the last step`() {
    let net = NetFunction(Self.dense, examples: 6)
    var solver = NaturalGradient()
    solver.momentum = 0.4
    var oracle = Oracle(net.objective)
    let g = oracle.valueAndGradient(at: net.start).gradient
    let system = NaturalStep(solver, net.objective)
    let last = NDArray((0..<net.start.count).map { 0.01 * Double($0) })
    let with = system.step(at: net.start, gradient: g, last: last, damping: 1, data: 0).step
    let without = system.step(at: net.start, gradient: g, last: nil, damping: 1, data: 0).step
    expectClose(
      [with], [without.indices.map { without[$0] + 0.4 * last.doubles[$0] }], relative: 1e-13)
  }

  @Test func `the damping follows the reduction ratio`() {
    for (ratio, expected) in [(0.8, 2.0), (0.5, 3), (0.1, 4.5), (-.infinity, 4.5), (.nan, 4.5)] {
      expectClose([[adapted(3, to: ratio, by: 2.0 / 3)]], [[expected]], relative: 1e-15)
    }
  }

  @Test func `the value falls at every step, and the damping in the end`() {
    let net = NetFunction(Self.dense, examples: 30)
    let solver = NaturalGradient()
    var oracle = Oracle(net.objective)
    var state = solver.initialState(at: net.start, &oracle)
    var values = [state.iterate.value]
    for _ in 0..<60 {
      solver.observe(&state, &oracle, isNewData: false)
      guard solver.step(&state, &oracle) == nil else { break }
      values.append(state.iterate.value)
    }
    #expect(zip(values, values.dropFirst()).allSatisfy { $1 <= $0 })
    #expect(state.damping < 1e-3)
    #expect(
      oracle.valueAndGradient(at: state.iterate.point).gradient.doubles.allSatisfy {
        abs($0) < 1e-3
      })
  }

  @Test func `a batch too large for memory is refused with the one that is not`() throws {
    let rows = 20_000
    let net = NetFunction(Self.dense, examples: rows)
    let error = try #require(throws: DescentError.self) {
      try NaturalGradient().check(net.objective, steps: 1)
    }
    #expect(error.advice?.hasPrefix("give --curvature-batch 2") == true, "\(error)")
    #expect(throws: DescentError.self) {
      try NaturalGradient().check(
        Objective(of: VariableLayout([("x", [2])])) { $0.x.sum() }, steps: 1)
    }
  }
}
