import DescentCore
import Testing

@testable import DescentOptimizers

/// Conjugate gradients whose vectors stay where programs compute with them.
@Suite struct DampedSystemTests {
  private static let damping = 5.0

  private let problem: NetObjective
  private let matrix: Matrix
  private let b: [Double]

  init() {
    problem = NetObjective(.named("two dense layers"))
    let rows = Array(0..<8)
    var matrix = problem.gaussNewtonMatrix(problem.point, rows)
    for k in matrix.indices { matrix[k][k] += Self.damping }
    (self.matrix, b) = (matrix, randomVector(matrix.count, seed: 8))
  }

  private func times(_ v: [Double]) -> [Double] { matrix.map { dot($0, v) } }

  /// The standing before the first step and after each, with x.
  private func run(
    from start: [Double], scale: [Double], steps: Int, threads: Int = 1
  ) -> [(standing: DampedSystem.Standing, x: [Double])] {
    let problem = NetObjective(.named("two dense layers"), threads: threads)
    var oracle = Oracle(problem.objective)
    let system = oracle.dampedSystem(.gaussNewton, isStructural: false)
    system.product.move(to: problem.point, data: 0)
    var results = [
      (
        system.begin(
          at: NDArray(start), rightSide: NDArray(b), scale: NDArray(scale), damping: Self.damping),
        system.iterate.doubles
      )
    ]
    for _ in 0..<steps { results.append((system.advance(), system.iterate.doubles)) }
    return results
  }

  private var ones: [Double] { [Double](repeating: 1, count: b.count) }
  private var zeros: [Double] { [Double](repeating: 0, count: b.count) }
  private var scale: [Double] { b.indices.map { 1 / matrix[$0][$0] } }

  @Test(arguments: [false, true], [false, true])
  func `iterates are those of conjugate gradients`(isPreconditioned: Bool, isWarm: Bool) {
    let threads = isWarm ? 2 : 1
    let start = isWarm ? randomVector(b.count, seed: 9) : zeros
    let scale = isPreconditioned ? self.scale : ones
    let found = run(from: start, scale: scale, steps: 20, threads: threads)
    var (previous, compared) = (Double.infinity, 0)
    for (k, (_, x)) in found.enumerated().dropFirst() {
      let expected = conjugateGradient(
        times, b, from: start,
        preconditioner: { r in zip(scale, r).map { $0 * $1 } }, tolerance: 0, iterations: k)
      // The library hands out the start where a residual is longer than that.
      let isLonger = norm(minus(times(x), b)) > norm(minus(times(start), b))
      if !isLonger, expected.iterations == k {
        #expect(norm(minus(x, expected.x)) <= 1e-10 * norm(expected.x), "iterate \(k)")
        compared += 1
      }
      // Each iterate has less of the quadratic than the one before.
      let model = 0.5 * dot(x, times(x)) - dot(b, x)
      #expect(model <= previous + 1e-14 * abs(model))
      previous = model
    }
    #expect(compared >= 15)
  }

  @Test(arguments: [false, true])
  func `what is told of an iterate is so`(isWarm: Bool) {
    let start = isWarm ? randomVector(b.count, seed: 9) : zeros
    let found = run(from: start, scale: scale, steps: 12)
    #expect(found[0].x == start && found[0].standing.curvature.isNaN)
    for (k, (standing, x)) in found.enumerated() {
      let model = 0.5 * dot(x, times(x)) - dot(b, x)
      #expect(abs(standing.model - model) <= 1e-10 * max(1, abs(model)))
      #expect(abs(standing.squaredLength - dot(x, x)) <= 1e-12 * dot(x, x))
      guard k > 0 else { continue }
      // A step of an exact length α along d falls by ½·α²·dᵀAd, where x − x' = α·d.
      let step = minus(x, found[k - 1].x)
      let fall = found[k - 1].standing.model - standing.model
      #expect(abs(fall - 0.5 * dot(step, times(step))) <= 1e-9 * max(1, abs(model)))
      #expect(standing.curvature > 0)
    }
  }

  @Test func `the first direction's curvature is that of the preconditioned residual`() {
    let d = zip(scale, b).map { $0 * $1 }
    let expected = dot(d, times(d))
    let found = run(from: zeros, scale: scale, steps: 1)[1].standing.curvature
    #expect(abs(found - expected) <= 1e-10 * expected)
  }

  @Test func `it goes nowhere where the curvature is negative`() {
    let objective = Objective(of: VariableLayout([("x", [2])]), threads: 1) { v in
      (square(v.x) * Tensor(NDArray([1.0, -1]))).sum()
    }
    var oracle = Oracle(objective)
    let system = oracle.dampedSystem(.hessian, isStructural: false)
    system.product.move(to: NDArray([0.3, 0.2]), data: 0)
    let standing = system.begin(
      at: NDArray([0.0, 0]), rightSide: NDArray([0.1, 1]), scale: NDArray([1.0, 1]), damping: 0.5)
    let next = system.advance()
    // dᵀ(B + λ)d = 2.5·0.1² − 1.5·1²
    #expect(abs(next.curvature - (0.025 - 1.5)) < 1e-14)
    #expect(next.model == standing.model && system.iterate.doubles == [0, 0])
  }
}
