import Testing

@testable import DescentOptimizers

struct VectorTests {
  @Test func `norms neither overflow nor vanish`() {
    #expect(norm([3e300, 4e300]) == 5e300)
    #expect(abs(norm([3e-300, 4e-300]) / 5e-300 - 1) < 1e-15)
    #expect(norm([]) == 0 && norm([.nan, 1]).isNaN && norm([.infinity, 1]) == .infinity)
  }
}
