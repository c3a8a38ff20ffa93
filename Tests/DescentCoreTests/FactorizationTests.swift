import Foundation
import Testing

@testable import DescentCore

/// Factorizations against textbook code and by what defines them.
@Suite struct FactorizationTests {
  private static let shapes: [Shape] = [
    [1, 1], [2, 2], [5, 5], [3, 4, 4], [2, 2, 3, 3], [40, 40],
  ]
  private static let types: [DType] = [.float64, .float32]

  private func tolerance(_ dtype: DType) -> Double { dtype == .float64 ? 1e-12 : 2e-5 }

  /// X·Xᵀ/n + 1 of random X: positive definite.
  private func positiveDefinite(_ shape: Shape, _ dtype: DType) -> NDArray {
    let x = NDArray.uniform(shape, seed: 17)
    let n = shape[shape.rank - 1]
    return Program.run([x]) { x in
      let identity = Tensor.ones(like: Tensor(NDArray.zeros([n]))).diagonalMatrix
      return [matmul(x[0], x[0].transposed) / Double(n) + identity]
    }[0].converted(to: dtype)
  }

  @Test(arguments: shapes, types)
  func `Cholesky's factor is the textbook's, and its square the matrix`(
    shape: Shape, dtype: DType
  ) {
    let a = positiveDefinite(shape, dtype)
    let results = Program.run([a]) { a in
      let l = cholesky(a[0])
      return [l, matmul(l, l.transposed)]
    }
    let expected = Reference(shape, dtype, Reference(a).matrices.flatMap(choleskyFactor))
    expectClose(results[0], expected, relative: tolerance(dtype), absolute: tolerance(dtype))
    expectClose(results[1], Reference(a), relative: tolerance(dtype), absolute: tolerance(dtype))
  }

  @Test(arguments: shapes, types)
  func `triangular systems are solved as by substitution`(shape: Shape, dtype: DType) {
    let a = positiveDefinite(shape, dtype)
    let b = NDArray.uniform(Shape(shape.sizes.dropLast() + [3]), dtype, seed: 4)
    for triangle in Triangle.allCases {
      for transpose in [false, true] {
        let program = Program(
          inputs: [.init(shape, dtype), .init(b.shape, dtype)], threads: 1
        ) { [triangularSolve($0[0], $0[1], triangle, transpose: transpose)] }
        expectClose(
          program(a, b)[0], program.traced.evaluated([a, b])[0], relative: tolerance(dtype),
          absolute: tolerance(dtype), "\(triangle) \(transpose)")
      }
    }
  }

  @Test(arguments: shapes, types)
  func `a positive definite system is solved`(shape: Shape, dtype: DType) {
    let a = positiveDefinite(shape, dtype)
    let b = NDArray.uniform(Shape(shape.sizes.dropLast() + [2]), dtype, seed: 4)
    let product = Program.run([a, b]) { [matmul($0[0], solvePositiveDefinite($0[0], $0[1]))] }
    expectClose(product[0], Reference(b), relative: tolerance(dtype), absolute: tolerance(dtype))
  }

  @Test(arguments: shapes, types)
  func `eigenvectors are orthonormal, and the matrix stretches them by the eigenvalues`(
    shape: Shape, dtype: DType
  ) {
    let a = positiveDefinite(shape, dtype)
    let results = Program.run([a]) { a in
      let (values, v) = eigendecomposition(a[0])
      let stretched = v * values.expanded(at: -2)
      return [matmul(a[0], v) - stretched, matmul(v.transposed, v), values]
    }
    let n = shape[shape.rank - 1]
    let bound = 4 * tolerance(dtype)
    expectClose(
      results[0].doubles, results[0].doubles.map { _ in 0 }, absolute: bound)
    expectClose(
      results[1].doubles,
      results[1].shape.positions.map { $0[$0.count - 1] == $0[$0.count - 2] ? 1 : 0 },
      absolute: bound)
    let expected = Reference(a).matrices.flatMap { eigenpairs($0).prefix(n) }
    expectClose(results[2].doubles, expected, relative: bound, absolute: bound)
  }

  @Test(arguments: shapes, types)
  func `the log-determinant is that of the pivots`(shape: Shape, dtype: DType) {
    let a = positiveDefinite(shape, dtype)
    let result = Program.run([a]) { [logDeterminant($0[0])] }[0]
    let expected = Reference(a).matrices.map { matrix in
      let l = choleskyFactor(matrix)
      return matrix.indices.reduce(0) { $0 + 2 * log(l[$1 * (matrix.count + 1)]) }
    }
    #expect(result.shape == Shape(shape.sizes.dropLast(2)))
    expectClose(
      result.doubles, expected, relative: 10 * tolerance(dtype), absolute: 10 * tolerance(dtype))
  }

  @Test func `the log-determinant of what is large does not overflow`() {
    let x = NDArray([1e150, 1e-150, 1e200])
    let result = Program.run([x, NDArray([1e150, 1e150, 1e150])]) { x in
      x.map { logDeterminant($0.diagonalMatrix) }
    }
    expectClose(result.map(\.scalar), [200 * log(10.0), 450 * log(10.0)], relative: 1e-14)
  }

  @Test func `closed forms for two rows`() {
    let a = NDArray([4.0, 2, 2, 5], shape: [2, 2])
    let results = Program.run([a]) { a in
      [cholesky(a[0]), eigenvalues(a[0]), logDeterminant(a[0])]
        + [solvePositiveDefinite(a[0], Tensor(NDArray([8.0, 12])))]
    }
    expectClose(results[0].doubles, [2, 0, 1, 2], relative: 1e-15)
    let root = 17.0.squareRoot()
    expectClose(results[1].doubles, [(9 - root) / 2, (9 + root) / 2], relative: 1e-15)
    expectClose(results[2].doubles, [log(16.0)], relative: 1e-15)
    expectClose(results[3].doubles, [1, 2], relative: 1e-15)
  }

  @Test func `derivatives of the log-determinant and of eigenvalues are known`() {
    let a = NDArray([4.0, 1, 0, 1, 3, -1, 0, -1, 5], shape: [3, 3])
    let results = Program.run([a]) { a in
      let identity = Tensor(NDArray([1.0, 1, 1])).diagonalMatrix
      return [
        gradient(of: { logDeterminant($0) }, at: a[0]), solvePositiveDefinite(a[0], identity),
        gradient(of: { eigenvalues($0).sum() }, at: a[0]),
        hessian(of: { square(eigenvalues($0)).sum() }, at: a[0]),
      ]
    }
    expectClose(results[0].doubles, results[1].doubles, relative: 1e-13, absolute: 1e-15)
    expectClose(results[2].doubles, [1, 0, 0, 0, 1, 0, 0, 0, 1], absolute: 1e-14)
    // Σλ² = ‖(A + Aᵀ)/2‖²
    let expected = results[3].shape.positions.map { p in
      (p[0] == p[2] && p[1] == p[3] ? 1.0 : 0) + (p[0] == p[3] && p[1] == p[2] ? 1 : 0)
    }
    expectClose(results[3].doubles, expected, absolute: 1e-12)
  }

  @Test func `equal eigenvalues leave derivatives of their sum and of their squares right`() {
    let a = NDArray([2.0, 0, 0, 2], shape: [2, 2])
    let results = Program.run([a]) { a in
      [gradient(of: { square(eigenvalues($0)).sum() }, at: a[0])]
    }
    #expect(results[0].doubles == [4, 0, 0, 4])
  }

  @Test(arguments: types)
  func `what cannot be factored is NaN, and its neighbors are not`(dtype: DType) {
    let numbers = [1.0, 0, 0, 1, 1, 2, 2, 1, .nan, 0, 0, 1, .infinity, 0, 0, 1]
    let a = NDArray(numbers, shape: [4, 2, 2]).converted(to: dtype)
    let results = Program.run([a]) { [cholesky($0[0]), eigenvalues($0[0])] }
    let l = results[0].doubles
    #expect(Array(l[..<4]) == [1, 0, 0, 1])
    #expect(l[4...8].allSatisfy { $0.isNaN })
    let values = results[1].doubles
    expectClose(Array(values[..<4]), [1, 1, -1, 3], relative: 1e-6)
    #expect(values[4...].allSatisfy { $0.isNaN })
  }

  @Test func `several threads share a batch, whichever way, and give the same bits`() {
    let a = positiveDefinite([24, 12, 12], .float64)
    for isBatch in [false, true] {
      let results = [1, 2, 3].map { threads in
        Program(inputs: [.init(a.shape, isBatch: isBatch)], threads: threads) { a in
          let l = cholesky(a[0])
          return [l, eigenvalues(a[0]), triangularSolve(l, a[0]), logDeterminant(a[0]).sum()]
        }.run([a])
      }
      for k in 0..<3 {
        #expect(results[0][k] == results[1][k] && results[0][k] == results[2][k])
      }
      expectClose([results[0][3].scalar], [results[1][3].scalar], relative: 1e-14)
    }
  }

  @Test func `leading axes broadcast, and vectors are solved for`() {
    let t = NDArray([2.0, 0, 1, 1], shape: [2, 2])
    let b = NDArray([2.0, 4, 2, 2, 6, 4, 8, 10], shape: [2, 2, 2])
    let results = Program.run([t, b]) { x in
      [triangularSolve(x[0], x[1]), triangularSolve(x[0], Tensor(NDArray([4.0, 5])))]
    }
    #expect(results[0].doubles == [1, 2, 1, 0, 3, 2, 5, 8])
    #expect(results[1].doubles == [2, 3] && results[1].shape == [2])
  }
}
