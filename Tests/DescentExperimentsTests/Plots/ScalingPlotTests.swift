import Testing

@testable import DescentExperiments

struct ScalingPlotTests {
  @Test func `equal ratios are equal distances`() {
    let axis = Axis(range: 1...1000, pixels: (100, 400), isLogarithmic: true)
    #expect([1, 10, 100, 1000].map { axis($0).rounded() } == [100, 200, 300, 400])
    #expect(axis.ticks().map { $0.rounded() } == [1, 10, 100, 1000])
    #expect(Axis(range: 0...10, pixels: (0, 100))(2.5) == 25)
  }

  @Test func `each series has a line, its points and its name, between powers of ten`() {
    let plot = ScalingPlot(
      "cost", titles: ("n", "seconds"),
      [.init("a", [[1e3, 2e-5], [1e4, 2e-4]]), .init("b", [[1e3, 5e-5]]), .init("none", [])])
    let svg = plot.svg
    #expect(svg.matches(of: /<circle/).count == 3)
    #expect(svg.contains(">a<") && svg.contains(">b<") && !svg.contains(">none<"))
    #expect(svg.contains(">1000<") && svg.contains(">10000<") && svg.contains(">1e-05<"))
    // 10³ is at the left end, 10⁴ at the right; 2·10⁻⁴ is 1.3 of 2 decades up.
    #expect(svg.contains("cx=\"90\"") && svg.contains("cx=\"730\""))
    #expect(svg.contains("cx=\"730\" cy=\"175.4\""))
  }
}
