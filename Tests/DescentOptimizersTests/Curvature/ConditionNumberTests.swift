import DescentCore
import Testing

@testable import DescentOptimizers

struct ConditionNumberTests {
  private func expectCondition(
    _ eigenvalues: [Double], damping: Double = 0,
    sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) throws {
    let a = SymmetricOperator(square(symmetricMatrix(eigenvalues, seed: 17)))
    let estimate = try #require(conditionNumber(of: a, damping: damping, seed: 3))
    let sizes = eigenvalues.map { abs($0 + damping) }
    let exact = (sizes.max() ?? 0) / (sizes.min() ?? 0)
    let text = Comment(rawValue: "\(estimate) instead of \(exact)")
    #expect(abs(estimate.value / exact - 1) < 1e-5, text, sourceLocation: sourceLocation)
    let isBelow = estimate.lowerBound <= exact * (1 + 1e-9)
    #expect(isBelow, text, sourceLocation: sourceLocation)
    let isAbove = estimate.likelyUpperBound >= exact * (1 - 1e-9)
    #expect(isAbove, text, sourceLocation: sourceLocation)
    #expect(estimate.isConverged, text, sourceLocation: sourceLocation)
  }

  @Test func `definite, indefinite and negative matrices`() throws {
    try expectCondition([3.5])
    try expectCondition([-2])
    try expectCondition([5, 5, 5, 5])
    try expectCondition((1...40).map { Double($0 * $0) })
    try expectCondition((1...40).map { -Double($0) })
    try expectCondition((1...30).map { Double($0) } + [-0.3, -50, -7, 0.4])
    try expectCondition((0..<30).map { 1e-6 * Double(1 << $0) })
  }

  @Test func `damping of a singular matrix`() throws {
    let eigenvalues = (0..<20).map { Double($0 % 5) }
    try expectCondition(eigenvalues, damping: 1e-3)
    try expectCondition(eigenvalues, damping: -0.7)
  }

  @Test func `nothing below infinity is claimed of a singular matrix`() throws {
    let nonnegative = (0..<20).map { Double($0 % 5) }
    let squares = SymmetricOperator(square(symmetricMatrix(nonnegative, seed: 6)))
    for a in [Spectra.deficient.operator, Spectra.zero.operator, squares] {
      let estimate = try #require(conditionNumber(of: a))
      #expect(!(estimate.lowerBound < 1e11), "\(estimate)")
      #expect(estimate.isConverged)
    }
  }

  @Test func `every count of products is of one product`() throws {
    var count = 0
    let matrix = symmetricMatrix((1...20).map(Double.init), seed: 2)
    let a = SymmetricOperator(dimension: 20) { v in
      count += 1
      return times(matrix, v)
    }
    #expect(try #require(conditionNumber(of: a)).products == count)
  }

  @Test func `few products bound the condition number from below`() throws {
    let eigenvalues = (0..<200).map { 1 + Double($0 * $0) }
    let a = SymmetricOperator(square(symmetricMatrix(eigenvalues, seed: 5)))
    let estimate = try #require(conditionNumber(of: a, products: 12))
    #expect(!estimate.isConverged)
    #expect(estimate.lowerBound <= 1 + 199 * 199 && estimate.lowerBound > 10)
  }

  @Test func `a product that is not finite gives nothing`() {
    #expect(conditionNumber(of: SymmetricOperator(dimension: 3) { $0.map { _ in .nan } }) == nil)
  }
}
