import DescentCore
import Testing

@testable import DescentOptimizers

struct LanczosTests {
  @Test(arguments: Spectra.allCases, SpectrumEnd.allCases)
  func `eigenvalues are LAPACK's, copies included`(_ spectrum: Spectra, _ end: SpectrumEnd) throws {
    let a = spectrum.operator
    let eigen = try #require(SymmetricEigen(spectrum.matrix, order: a.dimension))
    let size = largest(eigen.values)
    let expected = eigen.values.sorted { end.rank($0) > end.rank($1) }.map(end.rank)
    for count in [1, 3, 10] {
      let found = lanczos(a, count: count, end, tolerance: 1e-10, seed: UInt64(count))
      #expect(found.stop == .converged)
      #expect(found.values.count == min(count, a.dimension))
      for (value, expected) in zip(found.values.map(end.rank), expected) {
        #expect(abs(value - expected) <= 1e-9 * size, "\(count): \(found.values)")
      }
      expectEigenpairs(found, of: a, tolerance: 1e-10 * size)
    }
  }

  private func expectEigenpairs(
    _ found: Eigenpairs, of a: SymmetricOperator, tolerance: Double
  ) {
    for (k, x) in found.vectors.enumerated() {
      for (j, y) in found.vectors[...k].enumerated() {
        #expect(abs(dot(x, y) - (j == k ? 1 : 0)) < 1e-12)
      }
      let residual = norm(minus(a(x), x.map { found.values[k] * $0 }))
      #expect(abs(residual - found.residualNorms[k]) <= 1e-14 * max(1, norm(a(x))))
      #expect(residual <= tolerance)
    }
  }

  @Test func `all eigenvalues of a matrix`() throws {
    for spectrum in Spectra.allCases {
      let eigen = try #require(
        SymmetricEigen(spectrum.matrix, order: spectrum.eigenvalues.count))
      let found = lanczos(spectrum.operator, count: 1000, .smallest)
      expectClose([found.values], [eigen.values], relative: 1e-12)
    }
  }

  @Test func `a small basis is enough for a large matrix`() {
    // The second differences of 400 numbers: λₖ = 2 − 2·cos(kπ/401).
    let n = 400
    let a = SymmetricOperator(dimension: n) { v in
      v.indices.map { 2 * v[$0] - ($0 > 0 ? v[$0 - 1] : 0) - ($0 + 1 < n ? v[$0 + 1] : 0) }
    }
    for end in [SpectrumEnd.largest, .smallest] {
      let found = lanczos(a, count: 3, end, tolerance: 1e-9, basis: 25, products: 5000)
      #expect(found.stop == .converged, "\(found.products)")
      for k in 1...3 {
        let angle = Double(end == .smallest ? k : n + 1 - k) * .pi / Double(n + 1)
        let expected = 4 * sine(angle / 2) * sine(angle / 2)
        #expect(abs(found.values[k - 1] - expected) < 1e-9)
      }
    }
  }

  /// sin x from its series.
  private func sine(_ x: Double) -> Double {
    var (term, sum) = (x, x)
    for k in 1..<20 {
      term *= -x * x / Double(2 * k * (2 * k + 1))
      sum += term
    }
    return sum
  }

  @Test func `what is not finished is said`() {
    let a = Spectra.clustered.operator
    let short = lanczos(a, count: 2, .smallest, basis: 5, products: 7)
    #expect(short.stop == .productLimit && short.products == 9 && short.values.count == 2)
    #expect(short.residualNorms.allSatisfy { $0 > 1e-8 })
    let bad = lanczos(SymmetricOperator(dimension: 4) { $0.map { _ in .nan } })
    #expect(bad.stop == .notFinite && bad.values.isEmpty && bad.vectors.isEmpty)
    let strict = lanczos(a, tolerance: 0)
    #expect(strict.stop == .rounding && strict.residualNorms[0] < 1e-11)
  }

  @Test func `the seed decides`() {
    let a = Spectra.indefinite.operator
    #expect(lanczos(a, count: 2, seed: 1) == lanczos(a, count: 2, seed: 1))
    #expect(lanczos(a, count: 2, seed: 1).vectors != lanczos(a, count: 2, seed: 2).vectors)
  }
}
