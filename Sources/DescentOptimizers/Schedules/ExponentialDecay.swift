import Foundation

/// A rate that falls by the same factor at each step.
///
///     fₖ = max(decay^(k / every), final)     k = 0, 1, …
///
/// PyTorch's `ExponentialLR` (every = 1, final = 0); Optax's `exponential_decay` with
/// `transition_steps` every and `end_value` final.
public struct ExponentialDecay: ScheduleCurve, Configurable {
  public static let name = "exponential"
  public static let hyperparameters = [
    Hyperparameter<Self>(
      "decay", \.decay, .above(0, through: 1), "what multiplies the rate in `every` steps"),
    Hyperparameter("every", \.every, .count(atLeast: 1), "steps in which it falls by `decay`"),
    Hyperparameter("final", \.final, .within(0...1), "below which it does not fall"),
  ]

  /// What multiplies the rate in `every` steps.
  public var decay = 0.999
  /// The steps in which the rate falls by `decay`.
  public var every = 1.0
  /// The factor below which it does not fall.
  public var final = 0.0

  public init() {}

  public func factor(at step: Int) -> Double { max(pow(decay, Double(step) / every), final) }
}
