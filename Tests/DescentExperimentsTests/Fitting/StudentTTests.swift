import Testing

@testable import DescentExperiments

@Suite struct StudentTTests {
  /// From tables (Abramowitz & Stegun 1964, table 26.10, with more digits); 1: tan(0.475·π).
  @Test(arguments: [
    (1.0, 12.706204736), (2, 4.302652730), (5, 2.570581836), (10, 2.228138852), (30, 2.042272456),
    (1000, 1.962339081), (1e6, 1.959966357),
  ])
  func `the bound that holds 95 percent`(degrees: Double, bound: Double) {
    let found = StudentT.bound(holding: 0.95, degreesOfFreedom: degrees)
    #expect(abs(found - bound) < 2e-8 * bound)
  }

  /// Iₓ(1, b) = 1 − (1 − x)ᵇ, and Iₓ(a, b) = 1 − I₁₋ₓ(b, a).
  @Test func `the incomplete beta function`() {
    for x in [0.01, 0.3, 0.5, 0.9] {
      let direct = 1 - (1 - x) * (1 - x) * (1 - x)
      #expect(abs(StudentT.regularizedBeta(x, 1, 3) - direct) < 1e-14)
      let sum =
        StudentT.regularizedBeta(x, 2.5, 0.5) + StudentT.regularizedBeta(1 - x, 0.5, 2.5)
      #expect(abs(sum - 1) < 1e-13)
    }
  }
}
