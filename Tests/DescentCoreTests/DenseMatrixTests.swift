import Testing

@testable import DescentCore

/// Factorizations of plain numbers, against what they are defined by.
@Suite struct DenseMatrixTests {
  private static func random(_ count: Int, seed: UInt64) -> [Double] {
    var source = RandomSource(seed: seed)
    return (0..<count).map { _ in source.normal() }
  }

  @Test(arguments: [(1, 1), (5, 3), (3, 5), (60, 7)])
  func `singular values and vectors make the matrix`(m: Int, n: Int) throws {
    let a = Self.random(m * n, seed: 7)
    let svd = try #require(SingularValues(a, rows: m, columns: n))
    let k = min(m, n)
    for i in 0..<m {
      for j in 0..<n {
        var sum = 0.0
        for c in 0..<k { sum += svd.left[i * k + c] * svd.values[c] * svd.right[c * n + j] }
        #expect(abs(sum - a[i * n + j]) < 1e-12)
      }
    }
    #expect(svd.values == svd.values.sorted(by: >))
    for c in 0..<k {
      var product = 0.0
      for i in 0..<m { product += svd.left[i * k + c] * svd.left[i * k] }
      #expect(abs(product - (c == 0 ? 1 : 0)) < 1e-12)
    }
    #expect(SingularValues([.nan], rows: 1, columns: 1) == nil)
  }

  @Test func `eigenvectors of a symmetric matrix`() throws {
    let n = 4
    let b = Self.random(n * n, seed: 3)
    let a = (0..<n * n).map { b[$0] + b[$0 % n * n + $0 / n] }
    let eigen = try #require(SymmetricEigen(a, order: n))
    for k in 0..<n {
      for i in 0..<n {
        var sum = 0.0
        for j in 0..<n { sum += a[i * n + j] * eigen.vectors[k * n + j] }
        #expect(abs(sum - eigen.values[k] * eigen.vectors[k * n + i]) < 1e-12)
      }
    }
  }

  @Test func `a Cholesky factor solves`() throws {
    let a = [4.0, 2, 0, 2, 5, 1, 0, 1, 3]
    let factor = try #require(CholeskyFactor(a, order: 3))
    let x = factor.solve([1, 2, 3])
    for i in 0..<3 {
      #expect(
        abs(a[3 * i] * x[0] + a[3 * i + 1] * x[1] + a[3 * i + 2] * x[2] - Double(i + 1)) < 1e-13)
    }
    #expect(CholeskyFactor([1, 2, 2, 1], order: 2) == nil)
  }
}
