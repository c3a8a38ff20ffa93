public import DescentCore

/// A number of a rule that may change from step to step: β₁, a decay, a momentum.
///
///     public var beta1: Coefficient = 0.9
///     s.m = beta1 * s.m + (1 - beta1) * g
///
/// As a rule it is a constant of the compiled step. Where a schedule is set for it, it is multiplied
/// by an input of the step, written anew each time; the formula is the same.
public struct Coefficient: Sendable, Hashable, ExpressibleByFloatLiteral {
  /// The number that was set, which a schedule multiplies.
  public let value: Double
  /// The input of the program that holds the schedule's factor; nil for a constant.
  private let input: Int?

  /// A number that stays the same.
  public init(_ value: Double) { (self.value, input) = (value, nil) }

  public init(floatLiteral value: Double) { self.init(value) }

  /// A number times the input `index`, a `float64` scalar, of the program that is being traced.
  init(_ value: Double, input index: Int) { (self.value, input) = (value, index) }

  /// Whether it is known to be zero for good, so that what it multiplies can be left out.
  public var isZero: Bool { value == 0 }

  /// The number as it stands in a traced formula.
  public var tensor: Tensor {
    input.map { value * Tensor(Node(.input(index: $0, [], .float64))) } ?? Tensor(value)
  }

  public static func + (a: Coefficient, b: Tensor) -> Tensor { a.tensor + b }
  public static func - (a: Coefficient, b: Tensor) -> Tensor { a.tensor - b }
  public static func * (a: Coefficient, b: Tensor) -> Tensor { a.tensor * b }
  public static func / (a: Coefficient, b: Tensor) -> Tensor { a.tensor / b }
  public static func + (a: Tensor, b: Coefficient) -> Tensor { a + b.tensor }
  public static func - (a: Tensor, b: Coefficient) -> Tensor { a - b.tensor }
  public static func * (a: Tensor, b: Coefficient) -> Tensor { a * b.tensor }
  public static func / (a: Tensor, b: Coefficient) -> Tensor { a / b.tensor }
  public static func + (a: Double, b: Coefficient) -> Tensor { a + b.tensor }
  public static func - (a: Double, b: Coefficient) -> Tensor { a - b.tensor }
  public static func * (a: Double, b: Coefficient) -> Tensor { a * b.tensor }
  public static func / (a: Double, b: Coefficient) -> Tensor { a / b.tensor }
  public static func + (a: Coefficient, b: Coefficient) -> Tensor { a.tensor + b.tensor }
  public static func - (a: Coefficient, b: Coefficient) -> Tensor { a.tensor - b.tensor }
  public static func * (a: Coefficient, b: Coefficient) -> Tensor { a.tensor * b.tensor }
  public static func / (a: Coefficient, b: Coefficient) -> Tensor { a.tensor / b.tensor }
}

/// aᵇ
public func pow(_ a: Coefficient, _ b: Tensor) -> Tensor { pow(a.tensor, b) }
/// √a
public func sqrt(_ a: Coefficient) -> Tensor { sqrt(a.tensor) }
