import Foundation

/// One axis of a plot: a range of numbers over a range of pixels.
struct Axis {
  let range: ClosedRange<Double>
  let pixels: (start: Double, end: Double)
  /// Whether equal ratios are equal distances; all numbers are positive then.
  var isLogarithmic = false

  /// Where a number lies.
  func callAsFunction(_ value: Double) -> Double {
    let (low, high) = (place(range.lowerBound), place(range.upperBound))
    return pixels.start + (place(value) - low) / (high - low) * (pixels.end - pixels.start)
  }

  private func place(_ value: Double) -> Double { isLogarithmic ? log10(value) : value }

  /// Round numbers in the range, about `count` of them: multiples of 1, 2 or 5 times a power of 10,
  /// or the powers of 10 where equal ratios are equal distances.
  func ticks(about count: Int = 6) -> [Double] {
    if isLogarithmic {
      let (low, high) = (log10(range.lowerBound) - 1e-9, log10(range.upperBound) + 1e-9)
      return stride(from: low.rounded(.up), through: high, by: 1).map { pow(10, $0) }
    }
    let rough = (range.upperBound - range.lowerBound) / Double(count)
    let power = pow(10, log10(rough).rounded(.down))
    let step = ([1, 2, 5].map { $0 * power }.first { $0 >= rough }) ?? 10 * power
    let first = (range.lowerBound / step).rounded(.up)
    let last = (range.upperBound / step).rounded(.down)
    guard last >= first, last - first < 100 else { return [] }
    return stride(from: first, through: last, by: 1).map { $0 * step }
  }

  /// A tick as text, without the digits that rounding leaves.
  static func label(_ tick: Double) -> String { String(format: "%.6g", tick + 0) }
}

extension Double {
  /// With this many significant digits.
  func rounded(toDigits digits: Int) -> Double {
    guard self != 0, isFinite else { return self }
    let power = pow(10, Double(digits - 1) - log10(abs(self)).rounded(.down))
    let rounded = (self * power).rounded() / power
    return rounded.isFinite ? rounded : self
  }
}
