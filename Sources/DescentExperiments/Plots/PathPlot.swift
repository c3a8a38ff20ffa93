import DescentCore
public import DescentOptimizers

/// A picture of a function of two variables: contours, and the paths on which it was minimized.
public struct PathPlot {
  /// The way of one search.
  public struct Path: Sendable {
    /// What to call it in the legend.
    public var name: String
    /// How it ended, below its name.
    public var remark: String
    /// The points in order, the start first.
    public var points: [SIMD2<Double>]

    /// A path of these points.
    public init(name: String, remark: String, points: [SIMD2<Double>]) {
      (self.name, self.remark, self.points) = (name, remark, points)
    }
  }

  private let title: String
  private let names: [String]
  private let paths: [Path]
  private let map: ContourMap
  private let x: Axis
  private let y: Axis
  private static let (width, height) = (860, 560)
  private static let (left, right, top, bottom) = (70.0, 620.0, 44.0, 510.0)
  /// Okabe & Ito 2008: told apart by all kinds of eyes.
  private static let colors = [
    "#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000",
  ]

  /// The plot of these paths over an objective of two scalar variables.
  ///
  /// - Precondition: The objective has two scalar variables, and each path at least one point.
  public init(of objective: Objective, title: String, paths: [Path]) {
    require(
      objective.layout.entries.map(\.shape) == [[], []],
      "PathPlot: takes two scalar variables, got \(objective.layout.entries.map(\.shape))")
    (self.title, self.paths) = (title, paths)
    names = objective.layout.names
    let frame = Frame(around: paths.map(\.points))
    x = Axis(range: frame.x, pixels: (Self.left, Self.right))
    y = Axis(range: frame.y, pixels: (Self.bottom, Self.top))
    map = ContourMap(of: objective, in: frame)
  }

  /// The picture as an SVG document.
  public var svg: String {
    var svg = SVG(width: Self.width, height: Self.height)
    svg.text(shortened(title, to: 90), at: [Self.left, 26], size: 15)
    svg.clipped(
      x: Self.left, y: Self.top, width: Self.right - Self.left, height: Self.bottom - Self.top
    ) { svg in
      drawContours(in: &svg)
      for (index, path) in paths.enumerated() { draw(path, Self.color(index), in: &svg) }
      drawEnds(in: &svg)
    }
    svg.axes(x, y, titles: (names[0], names[1]))
    drawLegend(in: &svg)
    return svg.text
  }

  private static func color(_ index: Int) -> String { colors[index % colors.count] }

  private func place(_ point: SIMD2<Double>) -> SIMD2<Double> { [x(point.x), y(point.y)] }

  private func drawContours(in svg: inout SVG) {
    for (index, contour) in map.contours.enumerated() {
      let shade = Double(index) / Double(max(map.contours.count - 1, 1))
      let gray = Int(120 + 90 * shade)
      svg.lines(
        contour.lines.map { $0.map(place) },
        style: "stroke:rgb(\(gray - 30),\(gray - 12),\(gray + 20));stroke-width:1")
    }
    for contour in map.contours.enumerated() where contour.offset % 3 == 0 {
      guard let longest = contour.element.lines.max(by: { $0.count < $1.count }), longest.count > 20
      else { continue }
      svg.text(
        Axis.label(contour.element.level.rounded(toDigits: 2)),
        at: place(longest[longest.count / 3]) + [0, 3], size: 10, anchor: "middle",
        style: "fill:#5a6a80;stroke:#ffffff;stroke-width:3;paint-order:stroke")
    }
  }

  private func draw(_ path: Path, _ color: String, in svg: inout SVG) {
    let points = thinned(path.points.map(place))
    svg.lines([points], style: "stroke:\(color);stroke-width:1.8;stroke-linejoin:round")
    guard points.count <= 100 else { return }
    for point in points { svg.circle(point, radius: 2.2, style: "fill:\(color)") }
  }

  /// The points without those that lie within half a pixel of the one before.
  private func thinned(_ points: [SIMD2<Double>]) -> [SIMD2<Double>] {
    var kept: [SIMD2<Double>] = []
    for point in points {
      let step = kept.last.map { point - $0 } ?? [1, 1]
      if (step * step).sum() > 0.25 { kept.append(point) }
    }
    return kept
  }

  private func drawEnds(in svg: inout SVG) {
    for (index, path) in paths.enumerated() {
      let end = place(path.points[path.points.count - 1])
      let color = Self.color(index)
      // Rings of different sizes: ends that coincide are all seen.
      svg.circle(
        end, radius: 5 + 2.5 * Double(paths.count - 1 - index),
        style: "fill:none;stroke:\(color);stroke-width:2.2")
    }
    let start = place(paths[0].points[0])
    svg.lines(
      [[start + [-6, 0], start + [6, 0]], [start + [0, -6], start + [0, 6]]],
      style: "stroke:#000000;stroke-width:2")
  }

  private func drawLegend(in svg: inout SVG) {
    let left = Self.right + 18
    var top = Self.top + 10
    svg.lines(
      [[[left + 6, top], [left + 18, top]], [[left + 12, top - 6], [left + 12, top + 6]]],
      style: "stroke:#000000;stroke-width:2")
    svg.text("start", at: [left + 34, top + 4])
    for (index, path) in paths.enumerated() {
      top += index == 0 ? 28 : 42
      let color = Self.color(index)
      svg.lines([[[left, top], [left + 24, top]]], style: "stroke:\(color);stroke-width:1.8")
      svg.circle(
        [left + 12, top], radius: 5, style: "fill:#ffffff;stroke:\(color);stroke-width:2.2")
      svg.text(path.name, at: [left + 34, top + 4])
      svg.text(
        shortened(path.remark, to: 34), at: [left + 34, top + 20], size: 11, style: "fill:#666666")
    }
    svg.text(
      "rings: where each search ended", at: [left, Self.bottom - 16], size: 11,
      style: "fill:#666666")
    svg.text(
      "contours: even in log(f − lowest f)", at: [left, Self.bottom], size: 11,
      style: "fill:#666666")
  }

  private func shortened(_ text: String, to length: Int) -> String {
    text.count <= length ? text : text.prefix(length - 1) + "…"
  }
}
