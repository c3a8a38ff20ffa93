/// A drawing in the format SVG 1.1, made element by element.
struct SVG {
  private let width: Int
  private let height: Int
  private var elements: [String] = []

  /// An empty drawing of this size in pixels, white.
  init(width: Int, height: Int) {
    (self.width, self.height) = (width, height)
    rectangle(x: 0, y: 0, width: Double(width), height: Double(height), style: "fill:#ffffff")
  }

  /// The whole document.
  var text: String {
    """
    <?xml version="1.0" encoding="UTF-8"?>
    <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
    viewBox="0 0 \(width) \(height)" font-family="Helvetica, Arial, sans-serif">
    \(elements.joined(separator: "\n"))
    </svg>

    """
  }

  mutating func rectangle(x: Double, y: Double, width: Double, height: Double, style: String) {
    elements.append(
      "<rect x=\"\(x.pixels)\" y=\"\(y.pixels)\" width=\"\(width.pixels)\" "
        + "height=\"\(height.pixels)\" style=\"\(style)\"/>")
  }

  /// Lines through these points, each line through its own.
  mutating func lines(_ lines: [[SIMD2<Double>]], style: String) {
    let path = lines.filter { $0.count > 1 }.map { line in
      "M" + line.map { "\($0.x.pixels),\($0.y.pixels)" }.joined(separator: " ")
    }
    guard !path.isEmpty else { return }
    elements.append("<path d=\"\(path.joined())\" style=\"fill:none;\(style)\"/>")
  }

  mutating func circle(_ center: SIMD2<Double>, radius: Double, style: String) {
    elements.append(
      "<circle cx=\"\(center.x.pixels)\" cy=\"\(center.y.pixels)\" r=\"\(radius.pixels)\" "
        + "style=\"\(style)\"/>")
  }

  /// Text whose anchor (`start`, `middle` or `end`) is at a point, turned by an angle in degrees.
  mutating func text(
    _ text: String, at point: SIMD2<Double>, size: Int = 12, anchor: String = "start",
    turned angle: Int = 0, style: String = "fill:#222222"
  ) {
    let place = "x=\"\(point.x.pixels)\" y=\"\(point.y.pixels)\""
    let turn =
      angle == 0
      ? "" : " transform=\"rotate(\(angle) \(point.x.pixels) \(point.y.pixels))\""
    elements.append(
      "<text \(place)\(turn) font-size=\"\(size)\" text-anchor=\"\(anchor)\" style=\"\(style)\">"
        + "\(Self.escaped(text))</text>")
  }

  /// Draws what `body` draws, but shows only what lies in this rectangle.
  mutating func clipped(
    x: Double, y: Double, width: Double, height: Double, _ body: (inout SVG) -> Void
  ) {
    elements.append(
      "<clipPath id=\"area\"><rect x=\"\(x.pixels)\" y=\"\(y.pixels)\" "
        + "width=\"\(width.pixels)\" height=\"\(height.pixels)\"/></clipPath>")
    elements.append("<g clip-path=\"url(#area)\">")
    body(&self)
    elements.append("</g>")
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}

extension Double {
  /// A coordinate to a tenth of a pixel, within what every viewer takes.
  fileprivate var pixels: String {
    let tenths = (max(-1e5, min(1e5, self)) * 10).rounded() / 10
    return tenths == tenths.rounded() ? "\(Int(tenths))" : "\(tenths)"
  }
}
