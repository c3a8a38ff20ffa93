public import DescentCore

/// When a search ends.
///
/// A tolerance of 0 is never met: a run then takes exactly `steps` steps, unless it diverges or
/// its time is over.
public struct StoppingRule: Sendable, Hashable {
  /// The search has converged when the 2-norm of the gradient is below this; nil for 1e-10 in
  /// float64 and 1e-4 in float32.
  public var gradientTolerance: Double?
  /// Steps at most.
  public var steps = 10_000
  /// Seconds at most, if limited.
  public var seconds: Double?

  /// The defaults, but for what is given.
  public init(gradientTolerance: Double? = nil, steps: Int = 10_000, seconds: Double? = nil) {
    (self.gradientTolerance, self.steps, self.seconds) = (gradientTolerance, steps, seconds)
  }

  /// The tolerance in force.
  public func tolerance(in precision: DType) -> Double {
    gradientTolerance ?? (precision == .float64 ? 1e-10 : 1e-4)
  }
}
