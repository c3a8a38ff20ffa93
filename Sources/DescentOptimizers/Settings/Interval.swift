/// The values that a number given by a user may take, each end included or not.
public struct Interval: Sendable, Hashable, CustomStringConvertible {
  /// The ends; `lower` ≤ `upper`, either may be infinite.
  public let lower, upper: Double
  /// Whether each end belongs to the interval.
  public let includesLower, includesUpper: Bool
  /// Whether only whole numbers (and an infinite end) belong to it.
  public let isWhole: Bool

  private init(
    _ lower: Double, _ upper: Double, includes ends: (Bool, Bool), isWhole: Bool = false
  ) {
    (self.lower, self.upper) = (lower, upper)
    (includesLower, includesUpper) = ends
    self.isWhole = isWhole
  }

  /// [lower, upper)
  public static func within(_ range: Range<Double>) -> Interval {
    Interval(range.lowerBound, range.upperBound, includes: (true, false))
  }

  /// [lower, upper]
  public static func within(_ range: ClosedRange<Double>) -> Interval {
    Interval(range.lowerBound, range.upperBound, includes: (true, true))
  }

  /// (−∞, ∞)
  public static let any = Interval(-.infinity, .infinity, includes: (false, false))

  /// [bound, ∞)
  public static func atLeast(_ bound: Double) -> Interval {
    Interval(bound, .infinity, includes: (true, false))
  }

  /// (bound, ∞)
  public static func above(_ bound: Double) -> Interval {
    Interval(bound, .infinity, includes: (false, false))
  }

  /// (bound, ∞]: infinity stands for "no limit".
  public static func limit(above bound: Double) -> Interval {
    Interval(bound, .infinity, includes: (false, true))
  }

  /// (lower, upper]
  public static func above(_ lower: Double, through upper: Double) -> Interval {
    Interval(lower, upper, includes: (false, true))
  }

  /// Whole numbers from `lower` to `upper`, by default more than anything can be counted to.
  public static func count(atLeast lower: Int, atMost upper: Int = 1_000_000_000) -> Interval {
    Interval(Double(lower), Double(upper), includes: (true, true), isWhole: true)
  }

  /// Whole numbers from `lower` on, and ∞ for "no limit".
  public static func countOrInfinity(atLeast lower: Int) -> Interval {
    Interval(Double(lower), .infinity, includes: (true, true), isWhole: true)
  }

  /// Whether `value` belongs to the interval; NaN belongs to none.
  public func contains(_ value: Double) -> Bool {
    let isAbove = includesLower ? value >= lower : value > lower
    let isBelow = includesUpper ? value <= upper : value < upper
    let fits = !isWhole || value.isInfinite || value == value.rounded()
    return isAbove && isBelow && fits
  }

  public var description: String {
    let ends = (includesLower ? "[" : "(", includesUpper ? "]" : ")")
    return "\(ends.0)\(text(lower)), \(text(upper))\(ends.1)"
  }

  private func text(_ end: Double) -> String {
    end.isInfinite ? (end < 0 ? "−∞" : "∞") : end.shortText
  }
}

extension Double {
  /// The shortest text that reads back as this number, without a trailing `.0`.
  var shortText: String {
    self == rounded() && abs(self) < 1e15 ? String(Int(self)) : description
  }
}
