import Testing

@testable import DescentOptimizers

struct CholeskyTests {
  @Test func `a system is solved`() throws {
    // 4x + 2y = 2, 2x + 5y = -3 has the solution (1, -1).
    let factor = try #require(Cholesky([4, 2, 2, 5], count: 2))
    let x = factor.solve([2, -3])
    #expect(abs(x[0] - 1) < 1e-15 && abs(x[1] + 1) < 1e-15)
  }

  @Test(arguments: [
    [1, 2, 2, 1], [0, 0, 0, 0], [-1, 0, 0, 1], [.nan, 0, 0, 1], [1, 0, 0, .infinity],
  ])
  func `what is not positive definite has no factor`(matrix: [Double]) {
    #expect(Cholesky(matrix, count: 2) == nil)
  }

  @Test func `norms neither overflow nor vanish`() {
    #expect(norm([3e300, 4e300]) == 5e300)
    #expect(abs(norm([3e-300, 4e-300]) / 5e-300 - 1) < 1e-15)
    #expect(norm([]) == 0 && norm([.nan, 1]).isNaN && norm([.infinity, 1]) == .infinity)
  }
}
