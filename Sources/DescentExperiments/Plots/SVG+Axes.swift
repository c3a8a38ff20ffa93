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
    for tick in y.ticks() {
      lines([[[left - 5, y(tick)], [left, y(tick)]]], style: "stroke:#444444")
      text(Axis.label(tick), at: [left - 8, y(tick) + 4], anchor: "end")
    }
    text(titles.x, at: [(left + right) / 2, bottom + 40], size: 14, anchor: "middle")
    text(titles.y, at: [20, (top + bottom) / 2], size: 14, anchor: "middle", turned: -90)
  }
}
