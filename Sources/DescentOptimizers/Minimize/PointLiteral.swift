public import DescentCore

extension Point: ExpressibleByDictionaryLiteral {
  /// A value as it is written in a point: `-1.2`, `[0, 0]`, `.array(matrix)`.
  public struct Literal: Sendable {
    let value: NDArray

    /// Any array.
    public static func array(_ value: NDArray) -> Literal { Literal(value: value) }
  }

  public init(dictionaryLiteral elements: (String, Literal)...) {
    self.init(elements.map { (name: $0.0, value: $0.1.value) })
  }
}

// Not conformances of `NDArray` itself: `Tensor(2)` would then be ambiguous.
extension Point.Literal: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByArrayLiteral
{
  public init(floatLiteral value: Double) { self.init(value: NDArray(scalar: value)) }
  public init(integerLiteral value: Int) { self.init(value: NDArray(scalar: Double(value))) }
  public init(arrayLiteral elements: Double...) { self.init(value: NDArray(elements)) }
}
