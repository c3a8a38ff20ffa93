import DescentOptimizers
import Testing

@Suite struct IntervalTests {
  @Test(
    arguments: [
      (Interval.within(0..<1), "[0, 1)", [0, 0.5], [-0.1, 1]),
      (.within(0...1), "[0, 1]", [0, 1], [-0.1, 1.1]),
      (.atLeast(0), "[0, ∞)", [0, 1e300], [-1, .infinity]),
      (.above(0), "(0, ∞)", [1e-300], [0, .infinity]),
      (.above(0, through: 0.5), "(0, 0.5]", [0.1, 0.5], [0, 0.6]),
      (.limit(above: 0), "(0, ∞]", [1, .infinity], [0]),
      (.count(atLeast: 1), "[1, 1000000000]", [1, 1e9], [0, 1.5, 1e9 + 1, .infinity]),
      (.count(atLeast: 1, atMost: 9), "[1, 9]", [1, 9], [0, 10]),
      (.countOrInfinity(atLeast: 1), "[1, ∞]", [1, .infinity], [0, 1.5]),
    ] as [(Interval, String, [Double], [Double])])
  func `its ends are in or out as printed`(
    interval: Interval, text: String, inside: [Double], outside: [Double]
  ) {
    #expect(interval.description == text)
    #expect(inside.allSatisfy(interval.contains))
    #expect(!(outside + [.nan]).contains(where: interval.contains))
  }
}
