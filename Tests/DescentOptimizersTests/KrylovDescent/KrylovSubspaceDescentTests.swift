import DescentCore
import Testing

@testable import DescentOptimizers

@Suite struct KrylovSubspaceDescentTests {
  private static let linear = SharedNet(
    name: "linear", parameters: [[4, 3], [3]], input: [4], layers: [(0, 1)], others: []
  ) { p, x, _ in matmul(x, p[0]) + p[1] }

  /// ½·‖z − t‖², of some curvature in every direction.
  private static func leastSquares() -> NetFunction {
    NetFunction(linear, examples: 9, decay: [0.1, 0]) { 0.5 * square($0 - $1).sum([-1]).mean() }
  }

  /// Conjugate gradients from 0 on H·p = −g with the preconditioner diag(1/d), k steps.
  private func conjugateGradients(
    _ h: [Double], _ g: [Double], _ d: [Double], steps k: Int
  ) -> [Double] {
    var (p, r) = (g.map { _ in 0.0 }, g.map { -$0 })
    var z = zip(r, d).map { $0 / $1 }
    var direction = z
    var rz = dot(r, z)
    for _ in 0..<k {
      let hd = product(h, direction)
      let alpha = rz / dot(direction, hd)
      for i in p.indices { (p[i], r[i]) = (p[i] + alpha * direction[i], r[i] - alpha * hd[i]) }
      z = zip(r, d).map { $0 / $1 }
      let next = dot(r, z)
      for i in p.indices { direction[i] = z[i] + next / rz * direction[i] }
      rz = next
    }
    return p
  }

  @Test(arguments: [CurvatureMatrix.gaussNewton, .hessian], [false, true])
  func `for a parabola the step is the minimizer within the Krylov space`(
    matrix: CurvatureMatrix, preconditions: Bool
  ) {
    let net = Self.leastSquares()
    var solver = KrylovSubspaceDescent()
    (solver.curvature, solver.preconditions) = (matrix, preconditions)
    (solver.dimension, solver.floor) = (3, 0)
    var oracle = Oracle(net.objective)
    var state = solver.initialState(at: net.start, &oracle)
    let g = state.iterate.gradient.doubles
    let d =
      preconditions
      ? oracle.inverseScale(at: net.start, damping: 1e-30, exponent: 1).doubles.map { 1 / $0 }
      : g.map { _ in 1 }
    let expected = conjugateGradients(
      net.gaussNewton(at: net.start), g, d.map { max($0, 1e-4 * d.max()!) }, steps: 3)
    #expect(solver.step(&state, &oracle) == nil)
    expectClose([difference(state.iterate.point, net.start)], [expected], relative: 1e-10)
    #expect(state.report.vectors == 3 && state.report.iterations == 1)
  }

  @Test func `the last step is in the space`() {
    // Two steps of dimension 1 with the last step are conjugate gradients of two steps.
    let net = Self.leastSquares()
    var solver = KrylovSubspaceDescent()
    (solver.dimension, solver.floor, solver.preconditions) = (1, 0, false)
    var oracle = Oracle(net.objective)
    var state = solver.initialState(at: net.start, &oracle)
    let g = state.iterate.gradient.doubles
    for _ in 0..<4 {
      solver.observe(&state, &oracle, isNewData: false)
      #expect(solver.step(&state, &oracle) == nil)
    }
    let expected = conjugateGradients(
      net.gaussNewton(at: net.start), g, g.map { _ in 1 }, steps: 4)
    expectClose([difference(state.iterate.point, net.start)], [expected], relative: 1e-9)
  }

  @Test(arguments: [CurvatureMatrix.gaussNewton, .hessian])
  func `the value falls at every step`(matrix: CurvatureMatrix) {
    let net = NetFunction(SharedNet.all[0], examples: 30)
    var solver = KrylovSubspaceDescent()
    solver.curvature = matrix
    var oracle = Oracle(net.objective)
    var state = solver.initialState(at: net.start, &oracle)
    let first = state.iterate
    var values = [first.value]
    for _ in 0..<30 {
      solver.observe(&state, &oracle, isNewData: false)
      guard solver.step(&state, &oracle) == nil else { break }
      values.append(state.iterate.value)
    }
    #expect(zip(values, values.dropFirst()).allSatisfy { $1 <= $0 })
    #expect(values.count > 5)
    let gradient = oracle.valueAndGradient(at: state.iterate.point).gradient
    #expect(norm(gradient) < 0.1 * first.gradientNorm, "\(norm(gradient))")
  }

  @Test func `in a narrower type it does as well`() {
    let net = NetFunction(SharedNet.all[0], examples: 30, precision: .float32)
    let solver = KrylovSubspaceDescent()
    var oracle = Oracle(net.objective)
    var state = solver.initialState(at: net.start, &oracle)
    let first = state.iterate.value
    for _ in 0..<8 {
      solver.observe(&state, &oracle, isNewData: false)
      guard solver.step(&state, &oracle) == nil else { break }
    }
    #expect(state.iterate.value < 0.8 * first, "\(first) to \(state.iterate.value)")
  }
}
