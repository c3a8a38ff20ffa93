import DescentCore
import DescentOptimizers
import Testing

@testable import DescentExperiments

struct SpectrumPlotTests {
  @Test func `a line from one end to the other, seven powers of ten high`() throws {
    let a = SymmetricOperator(NDArray([1.0, 0, 0, 3], shape: [2, 2]))
    let quadrature = try #require(spectralQuadrature(of: a))
    let svg = SpectrumPlot("two eigenvalues", quadrature.density(points: 200)).svg
    #expect(svg.contains(">two eigenvalues<") && svg.contains(">eigenvalue<"))
    // σ = 0.02: the peaks are 0.5/(σ·√2π) ≈ 10 high, just below the power of 10 above.
    #expect(svg.contains(">10<") && svg.contains(">1e-06<") && !svg.contains(">100<"))
    let path = try #require(
      svg.matches(of: /<path d="(M90,[^"]*)" style="fill:none;stroke:#0072b2/).first)
    #expect(path.1.contains("730,") && path.1.contains(",320"))
    #expect(path.1.split(separator: " ").count == 200)
  }
}
