import Foundation

/// A rate that falls along half a cosine wave and stays at its end.
///
///     fₖ = final + (1 − final)·(1 + cos(π·min(k/steps, 1)))/2     k = 0, 1, …
///
/// Loshchilov & Hutter 2017, arXiv:1608.03983, equation 5, without restarts. PyTorch's
/// `CosineAnnealingLR` with T_max = steps, which climbs again after T_max; this one stays there,
/// as Optax's `cosine_decay_schedule` does.
public struct CosineAnnealing: ScheduleCurve, Configurable {
  public static let name = "cosine"
  public static let hyperparameters = [
    Hyperparameter<Self>(
      "steps", \.steps, .count(atLeast: 1, includesInfinity: true),
      "steps until the end; the run's where left out"),
    Hyperparameter("final", \.final, .within(0...1), "the factor at the end"),
  ]

  /// How long it takes; infinite until the length of the run is known.
  public var steps = Double.infinity
  /// The factor at the end.
  public var final = 0.0

  public init() {}

  public func factor(at step: Int) -> Double {
    let part = min(Double(step) / steps, 1)
    return final + (1 - final) * (1 + cos(.pi * part)) / 2
  }

  public var needsTotalSteps: Bool { steps.isInfinite }

  public func resolved(totalSteps: Int) -> Self {
    var curve = self
    if needsTotalSteps { curve.steps = Double(totalSteps) }
    return curve
  }
}
