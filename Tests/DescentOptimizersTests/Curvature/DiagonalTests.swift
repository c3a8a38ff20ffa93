import DescentCore
import Testing

@testable import DescentOptimizers

struct DiagonalTests {
  @Test(arguments: Spectra.allCases)
  func `random probes are right within their errors`(_ spectrum: Spectra) throws {
    let (a, matrix) = (spectrum.operator, spectrum.matrix)
    let n = a.dimension
    let estimate = diagonalEstimate(of: a, probes: .random(500), seed: 3)
    let errors = try #require(estimate.standardErrors)
    for i in 0..<n {
      let variance = (0..<n).map { $0 == i ? 0 : matrix[i * n + $0] * matrix[i * n + $0] }.sum / 500
      #expect(abs(estimate.values[i] - matrix[i * n + i]) <= 4.5 * variance.squareRoot() + 1e-13)
      #expect(abs(errors[i] - variance.squareRoot()) <= 0.2 * variance.squareRoot() + 1e-7)
    }
    #expect(estimate.products == 500)
  }

  @Test func `as many banded probes as the band has diagonals are exact`() {
    // 3, 1, −2 on and beside the diagonal.
    let n = 17
    let band = [3.0, 1, -2]
    let matrix = (0..<n * n).map { k in
      abs(k / n - k % n) < 3 ? band[abs(k / n - k % n)] : 0
    }
    let a = SymmetricOperator(square(matrix))
    for probes in [3, 4, 5, 17, 40] {
      let estimate = diagonalEstimate(of: a, probes: .banded(probes), seed: 1)
      #expect(estimate.products == min(probes, n) && estimate.standardErrors == nil)
      #expect(estimate.values == [Double](repeating: 3, count: n), "\(probes)")
    }
    #expect(diagonalEstimate(of: a, probes: .banded(2)).values != [Double](repeating: 3, count: n))
  }

  @Test func `one probe of each kind is the same vector`() {
    let a = Spectra.indefinite.operator
    let random = diagonalEstimate(of: a, probes: .random(1), seed: 4)
    #expect(random.values == diagonalEstimate(of: a, probes: .banded(1), seed: 4).values)
    #expect(random.standardErrors?.allSatisfy { $0 == .infinity } == true)
  }
}
