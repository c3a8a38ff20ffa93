import Foundation

/// A rate that falls by a factor every so many steps.
///
/// PyTorch's `StepLR`; Optax's `exponential_decay` with `staircase`.
public struct StepDecay: ScheduleCurve, Described {
  public static let name = "step"
  public static let summary = "A rate that falls by a factor every so many steps."
  public static let formula = "fₖ = factor^⌊k / every⌋     k = 0, 1, …"
  public static let source = "PyTorch's StepLR"
  public static let hyperparameters = [
    Hyperparameter<Self>("every", \.every, .count(atLeast: 1), "steps between two changes"),
    Hyperparameter("factor", \.factor, .above(0), "what multiplies the rate at each change"),
  ]

  /// The steps between two changes.
  public var every = 30.0
  /// What multiplies the rate at each change.
  public var factor = 0.1

  public init() {}

  public func factor(at step: Int) -> Double { pow(factor, (Double(step) / every).rounded(.down)) }
}
