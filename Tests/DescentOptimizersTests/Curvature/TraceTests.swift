import DescentCore
import Testing

@testable import DescentOptimizers

struct TraceTests {
  @Test(arguments: Spectra.allCases)
  func `estimates are right within four standard errors`(_ spectrum: Spectra) {
    let (a, exact) = (spectrum.operator, spectrum.eigenvalues.sum)
    let rounding = 1e-12 * spectrum.eigenvalues.map(abs).sum
    for seed in 0..<5 as Range<UInt64> {
      let hutchinson = hutchinsonTrace(of: a, probes: 200, seed: seed)
      #expect(abs(hutchinson.value - exact) <= 4 * hutchinson.standardError + rounding)
      let better = hutchPlusPlusTrace(of: a, products: 30, seed: seed)
      #expect(abs(better.value - exact) <= 4.8 * better.standardError + rounding)
    }
  }

  @Test func `the mean over seeds is the trace, and the spread what is said`() {
    let a = Spectra.indefinite.operator
    let exact = Spectra.indefinite.eigenvalues.sum
    // 2·Σ aᵢₖ² over i ≠ k
    let matrix = Spectra.indefinite.matrix
    let diagonal = (0..<40).map { matrix[$0 * 41] }
    let variance = 2 * (dot(matrix, matrix) - dot(diagonal, diagonal)) / 20
    let runs = (0..<400).map { hutchinsonTrace(of: a, probes: 20, seed: $0) }
    let mean = runs.map(\.value).sum / 400
    #expect(abs(mean - exact) < 4 * (variance / 400).squareRoot())
    let said = runs.map { $0.standardError * $0.standardError }.sum / 400
    #expect(abs(said / variance - 1) < 0.1)
    let better = (0..<400).map { hutchPlusPlusTrace(of: a, products: 21, seed: $0).value }
    let center = better.sum / 400
    let spread = better.map { ($0 - center) * ($0 - center) }.sum / 399
    #expect(abs(center - exact) < 4 * (spread / 400).squareRoot())
  }

  @Test func `one probe gives no error`() {
    let a = Spectra.indefinite.operator
    #expect(hutchinsonTrace(of: a, probes: 1).standardError == .infinity)
  }

  @Test(arguments: [3, 6, 7, 20, 60])
  func `Hutch++ is exact where the rank is a third of the products`(_ products: Int) {
    let values = randomVector(products / 3, seed: 3)
    let rest = [Double](repeating: 0, count: 50 - values.count)
    let a = SymmetricOperator(square(symmetricMatrix(values + rest, seed: 4)))
    let estimate = hutchPlusPlusTrace(of: a, products: products)
    #expect(abs(estimate.value - values.sum) < 1e-12 * Double(products))
    #expect(estimate.products <= products)
  }

  @Test func `Hutch++ is exact where products suffice for the whole space`() {
    for spectrum in Spectra.allCases {
      let estimate = hutchPlusPlusTrace(of: spectrum.operator, products: 200)
      let size = spectrum.eigenvalues.map(abs).sum
      #expect(abs(estimate.value - spectrum.eigenvalues.sum) <= 1e-11 * size)
      #expect(estimate.standardError <= 1e-11 * size)
    }
  }

  @Test func `of decaying eigenvalues Hutch++ knows more than Hutchinson`() {
    let values = (1...100).map { 1 / Double($0 * $0) }
    let a = SymmetricOperator(square(symmetricMatrix(values, seed: 7)))
    func error(_ estimate: (UInt64) -> RandomEstimate) -> Double {
      (0..<20).map { abs(estimate($0).value - values.sum) }.sum
    }
    let plain = error { hutchinsonTrace(of: a, probes: 60, seed: $0) }
    let better = error { hutchPlusPlusTrace(of: a, products: 60, seed: $0) }
    #expect(better < 0.1 * plain, "\(better) \(plain)")
  }
}
