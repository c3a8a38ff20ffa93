import Foundation

/// A picture of what something costs over its size: both axes logarithmic, so that a cost in
/// proportion to the size is a line at 45 degrees, beside a dotted one that is.
public struct ScalingPlot {
  /// The costs of one thing.
  public struct Series: Sendable {
    /// What it is called.
    public var name: String
    /// Sizes and costs, positive.
    public var points: [SIMD2<Double>]

    /// Costs by size under a name.
    public init(_ name: String, _ points: [SIMD2<Double>]) {
      (self.name, self.points) = (name, points)
    }
  }

  private let title: String
  private let titles: (x: String, y: String)
  private let series: [Series]
  private static let (width, height) = (760, 480)
  private static let (left, right, top, bottom) = (90.0, 730.0, 44.0, 420.0)
  private static let colors = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"]

  /// The plot of some series.
  ///
  /// - Parameter titles: What the axes are about.
  public init(_ title: String, titles: (x: String, y: String), _ series: [Series]) {
    (self.title, self.titles, self.series) = (title, titles, series.filter { !$0.points.isEmpty })
  }

  /// The picture as an SVG document.
  public var svg: String {
    let points = series.flatMap(\.points)
    let x = axis(points.map(\.x), (Self.left, Self.right))
    let y = axis(points.map(\.y), (Self.bottom, Self.top))
    var svg = SVG(width: Self.width, height: Self.height)
    svg.text(title, at: [Self.left, 26], size: 15)
    svg.axes(x, y, titles: titles)
    if let last = points.max(by: { $0.x < $1.x }) {
      let ends = [x.range.lowerBound, last.x].map { n -> SIMD2<Double> in
        [x(n), y(last.y * n / last.x)]
      }
      svg.clipped(
        x: Self.left, y: Self.top, width: Self.right - Self.left, height: Self.bottom - Self.top
      ) { $0.lines([ends], style: "stroke:#888888;stroke-dasharray:2 4") }
    }
    for (k, one) in series.enumerated() {
      let color = Self.colors[k % Self.colors.count]
      let path = one.points.map { SIMD2(x($0.x), y($0.y)) }
      svg.lines([path], style: "stroke:\(color);stroke-width:2")
      for point in path { svg.circle(point, radius: 3.5, style: "fill:\(color)") }
      svg.text(
        one.name, at: [Self.left + 16, Self.top + 24 + 18 * Double(k)], size: 13,
        style: "fill:\(color)")
    }
    return svg.text
  }

  /// Whole powers of 10 around the numbers.
  private func axis(_ numbers: [Double], _ pixels: (Double, Double)) -> Axis {
    let low = log10(numbers.min() ?? 1).rounded(.down)
    let high = max(log10(numbers.max() ?? 10).rounded(.up), low + 1)
    return Axis(range: pow(10, low)...pow(10, high), pixels: pixels, isLogarithmic: true)
  }
}
