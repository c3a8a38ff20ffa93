import DescentCore
import Testing

@testable import DescentOptimizers

/// Preconditioned gradients, multiplied by the whole matrix A ⊗ G that was to be inverted.
@Suite struct KroneckerDampingTests {
  private let m = 4
  private let n = 3

  /// A positive definite matrix.
  private func moments(_ size: Int, seed: UInt64) -> NDArray {
    let rows = NDArray.random(size + 2, size, seed: seed).matrix
    return NDArray(transposedProduct(rows, rows).flatMap { $0 }, shape: [size, size])
  }

  private func run(_ f: (KroneckerFactors, Tensor, Tensor) -> [Tensor]) -> [NDArray] {
    Program.run([
      moments(m, seed: 5), moments(n, seed: 6), .random(m, n, seed: 7), NDArray(scalar: 0.3),
    ]) { x in f(KroneckerFactors(input: x[0], output: x[1]), x[2], x[3]) }
  }

  private var given: (a: Matrix, g: Matrix, v: [Double]) {
    (
      moments(m, seed: 5).matrix, moments(n, seed: 6).matrix,
      NDArray.random(m, n, seed: 7).doubles
    )
  }

  /// (A ⊗ G)·vec(u) + λ·vec(u), entry by entry; W̄ is laid out row by row.
  private func product(_ a: Matrix, _ g: Matrix, _ u: [Double], plus damping: Double) -> [Double] {
    let kronecker = kroneckerProduct(a, g)
    return kronecker.indices.map { r in
      zip(kronecker[r], u).reduce(damping * u[r]) { $0 + $1.0 * $1.1 }
    }
  }

  @Test func `factored damping inverts the product of the damped factors`() {
    let u = run { f, v, damping in [f.damped(damping).inverses.product(v)] }[0].doubles
    var (a, g, v) = given
    let traceA = (0..<m).reduce(0) { $0 + a[$1][$1] }
    let traceG = (0..<n).reduce(0) { $0 + g[$1][$1] }
    let pi = ((traceA / Double(m)) / (traceG / Double(n))).squareRoot()
    for i in 0..<m { a[i][i] += pi * 0.3.squareRoot() }
    for i in 0..<n { g[i][i] += 0.3.squareRoot() / pi }
    expectClose([product(a, g, u, plus: 0)], [v], relative: 1e-12)
  }

  @Test func `damping in the basis of eigenvectors is exact`() {
    let u = run { f, v, damping in
      let (basis, scale) = KroneckerBasis.of(f)
      return [basis.solution(v, scale: scale, damping: damping)]
    }[0].doubles
    let (a, g, v) = given
    expectClose([product(a, g, u, plus: 0.3)], [v], relative: 1e-12)
  }

  @Test func `coordinates and matrices are inverses`() {
    let results = run { f, v, _ in
      let basis = KroneckerBasis.of(f).basis
      return [basis.matrix(basis.coordinates(v))]
    }
    expectClose([results[0].doubles], [given.v], relative: 1e-13)
  }

  @Test func `without derivatives only damping is left`() {
    let results = run { f, v, damping in
      let none = KroneckerFactors(input: f.input, output: .zeros(like: f.output))
      let damped = none.damped(damping)
      return [damped.output, none.damped(damping).input - f.input]
    }
    let root = 0.3.squareRoot()
    expectClose(
      results[0].matrix, (0..<n).map { i in (0..<n).map { $0 == i ? root : 0 } }, relative: 1e-14)
    expectClose(
      results[1].matrix, (0..<m).map { i in (0..<m).map { $0 == i ? root : 0 } }, relative: 1e-14)
  }
}
