/// What a field of a table holds.
enum CSVValue: Equatable {
  /// A number, perhaps infinite.
  case number(Double)
  /// Nothing, or one of the words for it: NA, N/A, NaN, null, ?.
  case missing
  case text

  /// The value of `bytes[range]`, which has no blanks around it.
  init(_ bytes: [UInt8], _ range: Range<Int>) {
    if let number = decimal(bytes, range) {
      self = .number(number)
    } else {
      self = Self.word(String(decoding: bytes[range], as: UTF8.self))
    }
  }

  private static func word(_ text: String) -> CSVValue {
    switch text {
    case "", "?", "NA", "N/A", "NaN", "nan", "NAN", "-nan", "null", "NULL", "Null": return .missing
    default: break
    }
    switch text.lowercased() {
    case "inf", "+inf", "infinity", "+infinity": return .number(.infinity)
    case "-inf", "-infinity": return .number(-.infinity)
    default: return .text
    }
  }
}

/// The number that `bytes[range]` spells in decimal, correctly rounded; nil if it does not.
///
///     [+-] digits [. digits] [(e|E) [+-] digits], with a digit on at least one side of the point
///
/// A significand m ≤ 2⁵³ and a power of ten up to 10²² are both exact in Double, so that their
/// product or quotient is rounded once (Clinger 1990). Everything else goes the slow way.
func decimal(_ bytes: [UInt8], _ range: Range<Int>) -> Double? {
  var i = range.lowerBound
  let end = range.upperBound
  guard i < end else { return nil }
  let isNegative = bytes[i] == UInt8(ascii: "-")
  if isNegative || bytes[i] == UInt8(ascii: "+") { i += 1 }
  var significand = Significand()
  significand.read(bytes, &i, end)
  if i < end, bytes[i] == UInt8(ascii: ".") {
    i += 1
    let start = i
    significand.read(bytes, &i, end)
    significand.exponent = start - i
  }
  guard significand.digits > 0 else { return nil }
  if i < end {
    guard let exponent = exponent(bytes, i..<end) else { return nil }
    significand.exponent += exponent
  }
  guard let magnitude = significand.exactValue else {
    return Double(String(decoding: bytes[range], as: UTF8.self))
  }
  return isNegative ? -magnitude : magnitude
}

/// The digits of a number so far.
private struct Significand {
  var value: UInt64 = 0
  var digits = 0
  var exponent = 0
  var hasOverflown = false

  mutating func read(_ bytes: [UInt8], _ i: inout Int, _ end: Int) {
    let start = i
    while i < end {
      let digit = bytes[i] &- UInt8(ascii: "0")
      if digit > 9 { break }
      // Beyond 2⁵³ the value no longer matters, only that it is too large.
      if value > 1 << 53 { hasOverflown = true } else { value = value &* 10 &+ UInt64(digit) }
      i += 1
    }
    digits += i - start
  }

  /// value · 10^exponent if a single rounding yields it.
  var exactValue: Double? {
    guard !hasOverflown, value <= 1 << 53, abs(exponent) <= 22 else { return nil }
    if exponent == 0 { return Double(value) }
    return exponent < 0
      ? Double(value) / powersOfTen[-exponent] : Double(value) * powersOfTen[exponent]
  }
}

private let powersOfTen: [Double] = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
  1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
]

/// The exponent that `bytes[range]`, "e-5" for instance, spells; nil if it does not.
private func exponent(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
  var i = range.lowerBound
  guard bytes[i] | 0x20 == UInt8(ascii: "e") else { return nil }
  i += 1
  guard i < range.upperBound else { return nil }
  let isNegative = bytes[i] == UInt8(ascii: "-")
  if isNegative || bytes[i] == UInt8(ascii: "+") { i += 1 }
  guard i < range.upperBound else { return nil }
  var value = 0
  for byte in bytes[i..<range.upperBound] {
    let digit = byte &- UInt8(ascii: "0")
    guard digit <= 9 else { return nil }
    value = min(value * 10 + Int(digit), 1_000_000)
  }
  return isNegative ? -value : value
}
