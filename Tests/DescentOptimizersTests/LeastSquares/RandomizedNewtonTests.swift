import DescentCore
import Foundation
import Testing

@testable import DescentOptimizers

struct RandomizedNewtonTests {
  private let m = 48
  private let n = 3

  /// Rows of very different lengths.
  private var jacobian: [Double] {
    let raw = randomVector(m * n, seed: 1)
    return raw.indices.map { raw[$0] * Double(1 + $0 / n % 7) }
  }

  private func gram(_ a: [Double]) -> [Double] {
    var sums = [Double](repeating: 0, count: n * n)
    for i in 0..<a.count / n {
      for k in 0..<n { for l in 0..<n { sums[k * n + l] += a[i * n + k] * a[i * n + l] } }
    }
    return sums
  }

  private static let methods: [any RandomizedNewton] = [
    SubsampledNewton.with { $0.sampling = .uniform },
    SubsampledNewton.with { $0.sampling = .rowNorms },
    NewtonSketch.with { $0.sketch = .gaussian }, NewtonSketch.with { $0.sketch = .hadamard },
    NewtonSketch.with { $0.sketch = .count },
  ]

  @Test(arguments: 0..<5) func `the curvature drawn is right in the mean`(method: Int) {
    var random = RandomSource(seed: 5)
    let expected = gram(jacobian)
    var mean = [Double](repeating: 0, count: n * n)
    let draws = 4000
    for _ in 0..<draws {
      let rows = Self.methods[method].rows(12, of: jacobian, columns: n, &random)
      #expect(rows.count == 12 * n)
      accumulate(1 / Double(draws), gram(rows), into: &mean)
    }
    // One draw is off by about 1/√12; the mean of 4000 by a sixtieth of that.
    #expect(largest(minus(mean, expected)) < 0.03 * largest(expected))
  }

  @Test func `Hadamard's matrix is orthogonal but for its size`() {
    var a = randomVector(16 * 2, seed: 3)
    let before = a
    walshHadamard(&a, rows: 16, columns: 2)
    // Its first row is all ones, its second alternates.
    let first = (0..<16).reduce(0) { $0 + before[2 * $1] }
    let second = (0..<16).reduce(0) { $0 + ($1 % 2 == 0 ? 1 : -1) * before[2 * $1] }
    #expect(abs(a[0] - first) < 1e-12 && abs(a[2] - second) < 1e-12)
    walshHadamard(&a, rows: 16, columns: 2)
    #expect(largest(minus(a, before.map { 16 * $0 })) < 1e-12)
  }

  @Test(arguments: 0..<5, ["cholesky", "cg"])
  func `a regression is fitted to rounding`(method: Int, system: String) throws {
    // y = 3·exp(−0.5·t) + 2 with errors: 400 residuals.
    var random = RandomSource(seed: 7)
    let t = (0..<400).map { 0.02 * Double($0) }
    let y = t.map { 3 * exp(-0.5 * $0) + 2 + 0.1 * random.normal() }
    let objective = Objective(leastSquaresOf: VariableLayout([("a", []), ("b", []), ("c", [])])) {
      v in v.a * exp(-v.b * Tensor(NDArray(t))) + v.c - Tensor(NDArray(y))
    }
    let start: Point = ["a": 1, "b": 1, "c": 0]
    let best = try minimize(objective, from: start, using: LevenbergMarquardt())
    var solver = Self.methods[method]
    solver.settings.system = try #require(RandomizedNewtonSettings.System(rawValue: system))
    let found = try minimize(
      objective, from: start, using: solver,
      stopping: StoppingRule(gradientTolerance: 1e-8, steps: 500))
    #expect(found.outcome.status == "converged", "\(found.outcome)")
    #expect(abs(found.value - best.value) <= 1e-12 * best.value)
    for name in ["a", "b", "c"] {
      #expect(abs(found.point[name].scalar - best.point[name].scalar) <= 1e-7)
    }
  }

  @Test func `with all rows a linear problem takes one step`() throws {
    let a = NDArray(jacobian, shape: [m, n])
    let objective = Objective(leastSquaresOf: VariableLayout([("x", [n])])) { v in
      matmul(Tensor(a), v.x) - 1
    }
    for name in ["subsampled-newton", "newton-sketch"] {
      let solver = try SolverRegistry.make(name, settings: ["rows=48", "damping=0"])
      let solution = try minimize(objective, from: ["x": [5, -5, 50]], using: solver)
      #expect(solution.iterations <= 2 && solution.outcome.status == "converged")
    }
  }

  @Test func `the same seed gives the same search, another one another`() throws {
    let a = NDArray(jacobian, shape: [m, n])
    let objective = Objective(leastSquaresOf: VariableLayout([("x", [n])]), threads: 1) { v in
      exp(matmul(Tensor(a), v.x) / 30) - 1.5
    }
    var points: [[Double]] = []
    for seed in ["1", "1", "2"] {
      let solver = try SolverRegistry.make("newton-sketch", settings: ["rows=8", "seed=\(seed)"])
      let solution = try minimize(
        objective, from: ["x": [1, 0, -1]], using: solver, stopping: StoppingRule(steps: 2))
      points.append(solution.point["x"].doubles)
    }
    #expect(points[0] == points[1] && points[0] != points[2])
  }
}
