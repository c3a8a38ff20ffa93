/// A picture of the course of a learning rate, or of any other number, over the steps of a run.
public struct SchedulePlot {
  private let title: String
  private let factors: [Double]
  private static let (width, height) = (760, 380)
  private static let (left, right, top, bottom) = (90.0, 730.0, 44.0, 320.0)

  /// The plot of the factors, finite numbers, of a schedule from step 0 on.
  public init(_ title: String, factors: [Double]) {
    self.title = title
    self.factors = factors.count < 2 ? factors + factors : factors
  }

  /// The picture as an SVG document.
  public var svg: String {
    let highest = max(factors.max() ?? 1, 1e-12)
    let x = Axis(range: 0...Double(factors.count - 1), pixels: (Self.left, Self.right))
    let bound = min(1.05 * highest, .greatestFiniteMagnitude)
    let y = Axis(range: min(factors.min() ?? 0, 0)...bound, pixels: (Self.bottom, Self.top))
    var svg = SVG(width: Self.width, height: Self.height)
    svg.text(title, at: [Self.left, 26], size: 15)
    svg.axes(x, y, titles: ("step", "factor of the learning rate"))
    svg.lines([course(x, y)], style: "stroke:#0072b2;stroke-width:2")
    return svg.text
  }

  /// A point a step, as far as they can be told apart.
  private func course(_ x: Axis, _ y: Axis) -> [SIMD2<Double>] {
    stride(from: 0, to: factors.count, by: max(1, factors.count / 2000)).map { step in
      [x(Double(step)), y(factors[step])]
    }
  }
}
