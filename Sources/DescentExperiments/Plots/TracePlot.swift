import Foundation

/// A picture of the courses of several runs, side by side: a measure over seconds and over arithmetic,
/// all axes logarithmic.
public struct TracePlot {
  /// The course of one run.
  public struct Series: Sendable {
    /// What it is called.
    public var name: String
    /// Seconds, gradients' worth of arithmetic, and the measure, all positive.
    public var points: [SIMD3<Double>]

    /// The means of consecutive points of a run, so that no more than a hundred are drawn: points whose
    /// seconds differ by a few per cent become one.
    public init(_ name: String, _ points: [SIMD3<Double>]) {
      self.name = name
      let sound = points.filter { $0.x > 0 && $0.y > 0 && $0.z > 0 && $0.z.isFinite }
      let (first, last) = (sound.first?.x ?? 1, sound.last?.x ?? 1)
      let width = max(log(last / first), 1e-9) / 100
      let groups = Dictionary(grouping: sound) { Int((log($0.x / first) / width).rounded(.down)) }
      self.points = groups.sorted { $0.key < $1.key }.map { _, group in
        group.reduce(.zero, +) / Double(group.count)
      }
    }
  }

  /// A value to be compared with, drawn across.
  public struct Mark: Sendable {
    /// What it is.
    public var name: String
    /// The measure.
    public var value: Double

    /// A value under a name.
    public init(_ name: String, _ value: Double) { (self.name, self.value) = (name, value) }
  }

  private let title: String
  private let measure: String
  private let series: [Series]
  private let marks: [Mark]
  private static let (width, height) = (1080, 500)
  private static let (top, bottom) = (64.0, 430.0)
  private static let panels = [(80.0, 540.0), (600.0, 1060.0)]
  private static let colors = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"]

  /// The plot of some runs.
  ///
  /// - Parameter measure: What was measured.
  public init(_ title: String, measure: String, _ series: [Series], marks: [Mark] = []) {
    (self.title, self.measure, self.marks) = (title, measure, marks)
    self.series = series.filter { !$0.points.isEmpty }
  }

  /// The picture as an SVG document.
  public var svg: String {
    var svg = SVG(width: Self.width, height: Self.height)
    svg.text(title, at: [Self.panels[0].0, 26], size: 15)
    let values = series.flatMap { $0.points.map(\.z) } + marks.map(\.value)
    let y = axis(values, (Self.bottom, Self.top))
    for (k, panel) in Self.panels.enumerated() {
      let x = axis(series.flatMap { $0.points.map { $0[k] } }, panel)
      let name = k == 0 ? "seconds" : "arithmetic, in gradients of the training set"
      svg.axes(x, y, titles: (name, k == 0 ? measure : ""))
      for mark in marks {
        svg.lines(
          [[[panel.0, y(mark.value)], [panel.1, y(mark.value)]]],
          style: "stroke:#888888;stroke-dasharray:2 4")
        if k == 1 {
          svg.text(
            mark.name, at: [panel.0 + 8, y(mark.value) - 4], size: 11, style: "fill:#666666")
        }
      }
      for (index, one) in series.enumerated() {
        let color = Self.colors[index % Self.colors.count]
        svg.lines(
          [one.points.map { [x($0[k]), y($0.z)] }], style: "stroke:\(color);stroke-width:2")
      }
    }
    legend(on: &svg)
    return svg.text
  }

  private func legend(on svg: inout SVG) {
    var x = Self.panels[0].0
    for (index, one) in series.enumerated() {
      svg.text(
        one.name, at: [x, 48], size: 13, style: "fill:\(Self.colors[index % Self.colors.count])")
      x += 8.0 * Double(one.name.count) + 20
    }
  }

  /// The numbers with a little room around them.
  private func axis(_ numbers: [Double], _ pixels: (Double, Double)) -> Axis {
    let (low, high) = (numbers.min() ?? 1, numbers.max() ?? 10)
    return Axis(
      range: low / 1.2...max(high * 1.2, low * 10), pixels: pixels, isLogarithmic: true)
  }
}
