/// A line of text, or a part of it if it is long, and a line with carets under a place in it.
struct Excerpt {
  /// The characters that are shown at most; a third of them before the place.
  static let width = 72

  let lines: [String]

  /// - Parameter range: The place, counted in characters; it may lie behind the last one.
  init(of text: String, around range: Range<Int>) {
    let all = text.count
    let start = max(0, min(range.lowerBound - Self.width / 3, all - Self.width))
    let shown = text.dropFirst(start).prefix(Self.width).map(\.shown)
    let (head, tail) = (start > 0 ? "…" : "", start + shown.count < all ? "…" : "")
    let place = range.clamped(to: start..<start + shown.count)
    let before = shown.prefix(place.lowerBound - start).map(\.columns).reduce(head.count, +)
    let under = shown[(place.lowerBound - start)..<(place.upperBound - start)]
    let columns = max(1, under.map(\.columns).reduce(0, +))
    lines = [
      head + String(shown) + tail,
      String(repeating: " ", count: before) + String(repeating: "^", count: columns),
    ]
  }
}

extension Character {
  /// This character, or what stands for it on one line of a terminal: a space for a line break, a
  /// replacement for controls and for marks that would change what is beside them.
  var shown: Character {
    if isWhitespace { return " " }
    // swift-format-ignore
    switch unicodeScalars.first?.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator, .nonspacingMark, .spacingMark, .enclosingMark, nil:
      return "\u{FFFD}"
    default:
      return self
    }
  }

  /// How many columns of a terminal it takes: two for most of East Asia's characters and emoji.
  fileprivate var columns: Int {
    let code = unicodeScalars.first?.value ?? 0
    return Self.wide.contains { $0.contains(code) } ? 2 : 1
  }

  /// Unicode Standard Annex 11, East Asian Width W and F, in its large blocks.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3,
    0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
    0x1F680...0x1F6FF, 0x1F900...0x1FAFF, 0x20000...0x3FFFD,
  ]
}
