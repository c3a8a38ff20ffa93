public import DescentOptimizers
import Foundation

/// A picture of a spectral density. Its axis is logarithmic, since most eigenvalues of a network are
/// near 0 and the few that are not matter; seven powers of 10 are shown.
public struct SpectrumPlot {
  private let title: String
  private let density: SpectralDensity
  private static let (width, height) = (760, 380)
  private static let (left, right, top, bottom) = (90.0, 730.0, 44.0, 320.0)

  /// The plot of a density under a title.
  public init(_ title: String, _ density: SpectralDensity) {
    (self.title, self.density) = (title, density)
  }

  /// The picture as an SVG document.
  public var svg: String {
    let points = density.points
    let x = Axis(range: points[0]...points[points.count - 1], pixels: (Self.left, Self.right))
    let decade = log10(density.values.max() ?? 1).rounded(.up)
    let y = Axis(
      range: pow(10, decade - 7)...pow(10, decade), pixels: (Self.bottom, Self.top),
      isLogarithmic: true)
    var svg = SVG(width: Self.width, height: Self.height)
    svg.text(title, at: [Self.left, 26], size: 15)
    svg.axes(x, y, titles: ("eigenvalue", "density"))
    let path = zip(points, density.values).map { point, value in
      SIMD2(x(point), y(max(value, y.range.lowerBound)))
    }
    svg.lines([path], style: "stroke:#0072b2;stroke-width:2")
    return svg.text
  }
}
