/// What a search came to.
public struct Solution: Sendable {
  /// The last point at which value and gradient were finite.
  public var point: Point
  /// The value of the function there.
  public var value: Double
  /// The gradient there.
  public var gradient: Point
  /// The 2-norm of the gradient.
  public var gradientNorm: Double
  /// Why the search ended.
  public var outcome: Outcome
  /// Steps from the start to `point`.
  public var iterations: Int
  /// How often the function and its derivatives were computed.
  public var evaluations: Oracle.Evaluations
  /// How long it took, compiling included.
  public var seconds: Double
}
