import Foundation

/// A rate that falls along half a cosine wave.
///
/// Loshchilov & Hutter 2017, arXiv:1608.03983, equation 5, without restarts. At the end it stays,
/// as Optax's `cosine_decay_schedule` (alpha = final) does; PyTorch's `CosineAnnealingLR` climbs
/// again after T_max = steps and has the period 2·steps: that is `oscillates`, p = k/steps.
public struct CosineAnnealing: LimitedCurve {
  public static let name = "cosine"
  public static let summary = "A rate that falls along half a cosine wave."
  public static let formula = """
    fₖ = final + (1 − final)·((1 + cos πp)/2)^exponent     p = min(k/steps, 1)
    """
  public static let source =
    "Loshchilov & Hutter 2017, arXiv:1608.03983, equation 5; Optax's cosine_decay_schedule"
  public static let hyperparameters = [
    stepsSetting(\.steps),
    Hyperparameter("final", \.final, .atLeast(0), "the factor at the end"),
    Hyperparameter("exponent", \.exponent, .above(0), "above 1 it falls earlier"),
    Hyperparameter("oscillates", \.oscillates, "whether it climbs again after the end"),
  ]

  public var steps = Double.infinity
  /// The factor at the end.
  public var final = 0.0
  /// The exponent of the wave.
  public var exponent = 1.0
  /// Whether it climbs again after the end.
  public var oscillates = false

  public init() {}

  public func factor(at step: Int) -> Double {
    let part = Double(step) / steps
    let wave = (1 + cos(.pi * (oscillates ? part : min(part, 1)))) / 2
    return final + (1 - final) * pow(wave, exponent)
  }
}
