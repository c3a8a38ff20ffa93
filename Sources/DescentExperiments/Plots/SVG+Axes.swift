extension SVG {
  /// A frame around the ranges of two axes, with ticks, numbers and titles outside it.
  mutating func axes(_ x: Axis, _ y: Axis, titles: (x: String, y: String)) {
    let (left, right) = x.pixels
    let (bottom, top) = y.pixels
    rectangle(
      x: left, y: top, width: right - left, height: bottom - top,
      style: "fill:none;stroke:#444444;stroke-width:1")
    for tick in x.ticks() {
      lines([[[x(tick), bottom], [x(tick), bottom + 5]]], style: "stroke:#444444")
      text(Axis.label(tick), at: [x(tick), bottom + 19], anchor: "middle")
    }
    let labels = y.ticks().map(Axis.label)
    for (tick, label) in zip(y.ticks(), labels) {
      lines([[[left - 5, y(tick)], [left, y(tick)]]], style: "stroke:#444444")
      text(label, at: [left - 8, y(tick) + 4], anchor: "end")
    }
    // A character is up to 7 pixels wide; the title is left of the longest number.
    let width = 7.0 * Double(labels.map(\.count).max() ?? 0)
    text(titles.x, at: [(left + right) / 2, bottom + 40], size: 14, anchor: "middle")
    text(
      titles.y, at: [max(14, left - 18 - width), (top + bottom) / 2], size: 14, anchor: "middle",
      turned: -90)
  }
}
