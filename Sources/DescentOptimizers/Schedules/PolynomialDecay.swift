import Foundation

/// A factor that goes from one value to another along a power of what is left of the way.
///
/// PyTorch's `PolynomialLR` with total_iters = steps (final = 0); Optax's `polynomial_schedule`
/// with `transition_steps` steps and `transition_begin` begin.
public struct PolynomialDecay: LimitedCurve {
  public static let name = "polynomial"
  public static let summary =
    "A factor that goes from one value to another along a power of what is left of the way."
  public static let formula = """
    fₖ = final + (initial − final)·(1 − p)^power     p = (k − begin)/steps, limited to [0, 1]
    """
  public static let source = "PyTorch's PolynomialLR; Optax's polynomial_schedule"
  public static let hyperparameters = [
    stepsSetting(\.steps),
    Hyperparameter("power", \.power, .above(0), "1 is a straight line"),
    Hyperparameter("initial", \.initial, .atLeast(0), "the factor at first"),
    Hyperparameter("final", \.final, .atLeast(0), "the factor at the end"),
    Hyperparameter("begin", \.begin, .count(atLeast: 0), "steps before it begins to change"),
  ]

  public var steps = Double.infinity
  /// The exponent of what is left of the way.
  public var power = 1.0
  /// The factor at first.
  public var initial = 1.0
  /// The factor at the end.
  public var final = 0.0
  /// The steps before it begins to change.
  public var begin = 0.0

  public init() {}

  public func factor(at step: Int) -> Double {
    let part = min(max(Double(step) - begin, 0) / steps, 1)
    return final + (initial - final) * pow(1 - part, power)
  }
}
