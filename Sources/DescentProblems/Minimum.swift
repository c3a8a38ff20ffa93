import DescentOptimizers

/// The value of a function at a minimum, and where that is.
public struct Minimum: Sendable, Hashable {
  /// The value.
  public let value: Double
  /// Where it is taken; nil if that is not known, not one point, or at infinity.
  public let point: [Double]?

  /// This value at this point.
  public init(_ value: Double, at point: [Double]? = nil) {
    (self.value, self.point) = (value, point)
  }
}

extension TestProblem {
  /// The known minimum whose value this is.
  ///
  ///     |f − f*| ≤ 10⁻⁶·|f*| + 10⁻¹²
  public func minimum(of value: Double) -> Minimum? {
    minima.first { abs(value - $0.value) <= 1e-6 * abs($0.value) + 1e-12 }
  }

  /// Whether a value is that of a known minimum, or less.
  public func isMinimum(_ value: Double) -> Bool {
    guard let least = minima.map(\.value).min() else { return false }
    return value < least || minimum(of: value) != nil
  }

  /// By how much a point misses bounds and conditions: the most of all, 0 if it meets them.
  public func violation(at x: [Double]) -> Double {
    var most = 0.0
    if let bounds {
      most = zip(x, bounds.projection(of: x)).map { abs($0 - $1) }.max() ?? 0
    }
    for condition in conditions {
      let value = condition.value(at: x, self)
      most = max(most, condition.kind == .equality ? abs(value) : value)
    }
    return most
  }
}
