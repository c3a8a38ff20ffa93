import Foundation

/// A rate that changes by the same factor at each step.
///
/// PyTorch's `ExponentialLR` (every = 1); Optax's `exponential_decay` with `transition_steps`
/// every, `transition_begin` begin and `end_value` final.
public struct ExponentialDecay: ScheduleCurve, Described {
  public static let name = "exponential"
  public static let summary = "A rate that changes by the same factor at each step."
  public static let formula = """
    p = (k − begin)/every, rounded down if staircase
    fₖ = 1            k ≤ begin
    fₖ = decayᵖ       from there on, and not below final (for decay > 1 not above it)
    """
  public static let source = "PyTorch's ExponentialLR; Optax's exponential_decay"
  public static let hyperparameters = [
    Hyperparameter<Self>(
      "decay", \.decay, .above(0), "what multiplies the rate in `every` steps"),
    Hyperparameter("every", \.every, .count(atLeast: 1), "steps in which it falls by `decay`"),
    Hyperparameter("final", \.final, .atLeast(0), "the factor beyond which it does not go"),
    Hyperparameter("begin", \.begin, .count(atLeast: 0), "steps before it begins to fall"),
    Hyperparameter("staircase", \.staircase, "whether it falls only every `every` steps"),
  ]

  /// What multiplies the rate in `every` steps.
  public var decay = 0.999
  /// The steps in which the rate falls by `decay`.
  public var every = 1.0
  /// The factor beyond which it does not go.
  public var final: Double?
  /// The steps before it begins to fall.
  public var begin = 0.0
  /// Whether it falls all at once, every `every` steps.
  public var staircase = false

  public init() {}

  public func factor(at step: Int) -> Double {
    let part = max(Double(step) - begin, 0) / every
    let f = pow(decay, staircase ? part.rounded(.down) : part)
    guard let final else { return f }
    return decay < 1 ? max(f, final) : min(f, final)
  }
}
