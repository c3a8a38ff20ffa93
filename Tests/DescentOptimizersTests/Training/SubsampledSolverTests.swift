import DescentCore
import Testing

@testable import DescentOptimizers

/// Solvers of functions where they are shown models on data.
@Suite struct SubsampledSolverTests {
  private static let net = SharedNet.all[0]

  private func points<S: TrainingSolver>(
    _ solver: S, _ net: NetFunction, steps: Int
  ) -> [[Double]] {
    var oracle = Oracle(net.objective)
    var state = solver.initialState(at: net.start, &oracle)
    return (0..<steps).map { _ in
      solver.observe(&state, &oracle, isNewData: true)
      _ = solver.step(&state, &oracle)
      return state.iterate.point.doubles
    }
  }

  /// The same function without rows of data.
  private func plain(_ net: NetFunction) -> NetFunction {
    var copy = net
    copy.objective.composition = nil
    return copy
  }

  @Test func `with curvature on all rows they are what they are for functions`() {
    let net = NetFunction(Self.net, examples: 8)
    func compare<S: TrainingSolver>(_ solver: S) {
      expectClose(
        points(solver, net, steps: 6), points(solver, plain(net), steps: 6), relative: 1e-11)
    }
    compare(NewtonCG())
    compare(CubicNewton())
    compare(Newton())
    compare(TrustNewton())
    compare(LBFGS())
  }

  @Test func `the Gauss-Newton matrix is that of its products`() {
    let net = NetFunction(Self.net, examples: 8, decay: [0.2, 0, 0.2, 0])
    var oracle = Oracle(net.objective)
    let whole = oracle.matrix(.gaussNewton, at: net.start).doubles
    expectClose([whole], [net.gaussNewton(at: net.start)], relative: 1e-12)
  }

  @Test func `the Gauss-Newton matrix can take the place of the Hessian`() {
    let net = NetFunction(Self.net, examples: 20)
    var (newton, exact, lanczos) = (NewtonCG(), CubicNewton(), CubicNewton())
    (newton.curvature, exact.curvature, lanczos.curvature) =
      (.gaussNewton, .gaussNewton, .gaussNewton)
    (lanczos.model, exact.scaling) = (.lanczos, .none)
    func fall<S: TrainingSolver>(_ solver: S) -> Double {
      var oracle = Oracle(net.objective)
      var state = solver.initialState(at: net.start, &oracle)
      let first = state.iterate.gradientNorm
      for _ in 0..<30 where solver.step(&state, &oracle) == nil {}
      return state.iterate.gradientNorm / first
    }
    #expect(fall(newton) < 0.05)
    #expect(fall(exact) < 0.05)
    #expect(fall(lanczos) < 0.05)
    var hessian = newton
    hessian.curvature = .hessian
    #expect(points(newton, net, steps: 3) != points(hessian, net, steps: 3))
  }

  @Test func `a function without a model has no Gauss-Newton matrix`() throws {
    let objective = Objective(of: VariableLayout([("x", [2])])) { square($0.x).sum() }
    for name in ["newton-cg", "cubic-newton"] {
      let solver = try SolverRegistry.make(name, settings: ["curvature=gauss-newton"])
      let error = try #require(throws: DescentError.self) {
        try solver.check(objective, steps: 10)
      }
      #expect(
        error.description
          == "\(name) with curvature=gauss-newton: expected the loss of a model on data, as in `train`, "
          + "found a function")
    }
  }

  @Test func `a whole matrix of too many variables is refused`() {
    let objective = Objective(of: VariableLayout([("x", [20_000])])) { square($0.x).sum() }
    #expect(throws: DescentError.self) { try Newton().check(objective, steps: 1) }
    #expect(throws: DescentError.self) { try TrustNewton().check(objective, steps: 1) }
    #expect(throws: DescentError.self) { try CubicNewton().check(objective, steps: 1) }
    #expect(throws: Never.self) { try NewtonCG().check(objective, steps: 1) }
  }

  @Test func `pairs of L-BFGS are of one batch`() throws {
    // On two parabolas in turn, y = H·s only if both gradients are of the same one.
    let turn = Feed(NDArray(scalar: 0.0))
    let scales = NDArray([1.0, 10, 3, 7])
    let objective = Objective(of: VariableLayout([("x", [4])])) { v in
      let shift = Tensor(turn)
      return 0.5 * (Tensor(scales) * square(v.x - 5 * shift)).sum()
    }
    let solver = LBFGS()
    var oracle = Oracle(objective)
    var state = solver.initialState(at: NDArray([4.0, -3, 2, 1]), &oracle)
    for k in 0..<5 {
      turn.storage.write(CollectionOfOne(Double(k % 2)))
      solver.observe(&state, &oracle, isNewData: true)
      #expect(solver.step(&state, &oracle) == nil)
      let memory = state.memory
      let s = try #require(memory["steps"]).doubles
      let y = try #require(memory["changes"]).doubles
      expectClose([y], [s.indices.map { s[$0] * scales.doubles[$0 % 4] }], relative: 1e-10)
    }
  }
}
