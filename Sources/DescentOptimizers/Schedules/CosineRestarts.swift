import Foundation

/// A rate that falls along half a cosine wave and jumps back, again and again.
///
/// i counts the restarts and k′ the steps since the last one. Loshchilov & Hutter 2017,
/// arXiv:1608.03983 (SGDR). PyTorch's `CosineAnnealingWarmRestarts` with T_0 = period and T_mult =
/// growth; Keras' `CosineDecayRestarts` with t_mul = growth, m_mul = decay and alpha = final = 0.
public struct CosineRestarts: ScheduleCurve, Described {
  public static let name = "cosine-restarts"
  public static let summary =
    "A rate that falls along half a cosine wave and jumps back, again and again."
  public static let formula = """
    fₖ = final + (peak·decayⁱ − final)·(1 + cos(π·k′/Tᵢ))/2     Tᵢ = period·growthⁱ
    """
  public static let source =
    "Loshchilov & Hutter 2017, arXiv:1608.03983; PyTorch's CosineAnnealingWarmRestarts"
  public static let hyperparameters = [
    Hyperparameter<Self>("period", \.period, .atLeast(1), "steps until the first restart"),
    Hyperparameter("growth", \.growth, .atLeast(1), "what multiplies the period at each"),
    Hyperparameter("final", \.final, .atLeast(0), "the factor before each"),
    Hyperparameter("decay", \.decay, .above(0, through: 1), "what multiplies the peak at each"),
  ]

  /// The steps until the first restart.
  public var period = 10.0
  /// What multiplies the period at each restart.
  public var growth = 1.0
  /// The factor before each restart.
  public var final = 0.0
  /// What multiplies the factor after a restart at each.
  public var decay = 1.0

  public init() {}

  public func factor(at step: Int) -> Double { factor(atPosition: Double(step)) }

  public func factor(atPosition position: Double) -> Double {
    var (rest, length, restarts) = (position, period, 0.0)
    if growth == 1 {
      restarts = (rest / period).rounded(.down)
      rest -= restarts * period
    }
    while growth > 1, rest >= length {
      (rest, length, restarts) = (rest - length, length * growth, restarts + 1)
    }
    return Transition.cosine.value(rest / length, from: pow(decay, restarts), to: final)
  }
}
