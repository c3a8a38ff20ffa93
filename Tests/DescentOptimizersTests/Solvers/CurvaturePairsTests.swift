import Testing

@testable import DescentOptimizers

struct CurvaturePairsTests {
  private let s = [[1, 0.5, 0], [0.2, -1, 0.4], [-0.3, 0.1, 2.0]]
  private let y = [[3, 1, 0.1], [0.3, -4, 0.2], [-0.2, 0.5, 1.0]]

  /// (I − ρ·s·yᵀ)·H·(I − ρ·y·sᵀ) + ρ·s·sᵀ, from γ·I on, as matrices.
  private func inverseHessian(_ pairs: Range<Int>, gamma: Double) -> [[Double]] {
    var h = (0..<3).map { i in (0..<3).map { $0 == i ? gamma : 0 } }
    for k in pairs {
      let rho = 1 / (0..<3).reduce(0) { $0 + s[k][$1] * y[k][$1] }
      let left = (0..<3).map { i in (0..<3).map { (i == $0 ? 1 : 0) - rho * s[k][i] * y[k][$0] } }
      h = (0..<3).map { i in
        (0..<3).map { j in
          var sum = rho * s[k][i] * s[k][j]
          for a in 0..<3 { for b in 0..<3 { sum += left[i][a] * h[a][b] * left[j][b] } }
          return sum
        }
      }
    }
    return h
  }

  private func pairs(keeping count: Int) -> CurvaturePairs {
    var pairs = CurvaturePairs()
    for k in 0..<3 {
      pairs.add(s: s[k], y: y[k], keeping: count, isScaled: true, if: PairTest())
    }
    return pairs
  }

  @Test(arguments: [(3, 0..<3), (2, 1..<3), (1, 2..<3)])
  func `two loops give the product with the BFGS matrix of the pairs kept`(
    count: Int, kept: Range<Int>
  ) {
    let gamma = dot(s[2], y[2]) / dot(y[2], y[2])
    let h = inverseHessian(kept, gamma: gamma)
    let pairs = pairs(keeping: count)
    #expect(pairs.scale == gamma)
    for v in [[1.0, 0, 0], [0.3, -2, 5]] {
      let (found, expected) = (pairs.product(with: v), h.map { dot($0, v) })
      for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-13 * (1 + abs(b))) }
    }
  }

  @Test func `the last change of the gradient leads back to that of the point`() {
    let product = pairs(keeping: 3).product(with: y[2])
    for (a, b) in zip(product, s[2]) { #expect(abs(a - b) < 1e-14) }
  }

  @Test func `without pairs nothing is changed`() {
    #expect(CurvaturePairs().product(with: [1, -2]) == [1, -2])
  }

  @Test(arguments: [
    (PairTest.Rule.relative, 1e-300, true), (.relative, -1.0, false), (.absolute, 1e-12, false),
    (.absolute, 1e-3, true), (.none, -1.0, true), (.none, 0.0, true),
  ])
  func `the curvature decides whether a pair is kept`(
    rule: PairTest.Rule, curvature: Double, isKept: Bool
  ) {
    var test = PairTest()
    test.rule = rule
    var pairs = CurvaturePairs()
    pairs.add(s: [1, 0], y: [curvature, 0], keeping: 5, isScaled: true, if: test)
    #expect(pairs.isEmpty == !isKept)
    #expect(pairs.product(with: [0, 0]) == [0, 0])
  }

  @Test func `sums over long vectors are those of short ones`() {
    let a = (0..<29).map { Double($0) }
    #expect(dot(a, a) == 7714 && largest([1, -3, 2]) == 3)
    var b = a
    accumulate(-1, a, into: &b)
    #expect(b.allSatisfy { $0 == 0 })
  }
}
