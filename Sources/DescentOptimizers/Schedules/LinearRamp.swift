/// A factor that goes from one value to another in a straight line, and stays there.
///
/// PyTorch's `LinearLR` with start_factor = initial (1/3 there, 1 here), end_factor = final (1
/// there, 0 here) and total_iters = steps; Optax's `linear_schedule`.
public struct LinearRamp: LimitedCurve {
  public static let name = "linear"
  public static let summary =
    "A factor that goes from one value to another in a straight line, and stays there."
  public static let formula = """
    fₖ = initial + (final − initial)·p     p = (k − begin)/steps, limited to [0, 1]
    """
  public static let source = "PyTorch's LinearLR; Optax's linear_schedule"
  public static let hyperparameters = [
    stepsSetting(\.steps),
    Hyperparameter("initial", \.initial, .atLeast(0), "the factor at first"),
    Hyperparameter("final", \.final, .atLeast(0), "the factor at the end"),
    Hyperparameter("begin", \.begin, .count(atLeast: 0), "steps before it begins to change"),
  ]

  public var steps = Double.infinity
  /// The factor at first.
  public var initial = 1.0
  /// The factor at the end.
  public var final = 0.0
  /// The steps before it begins to change.
  public var begin = 0.0

  public init() {}

  public func factor(at step: Int) -> Double {
    Transition.linear.value(max(Double(step) - begin, 0) / steps, from: initial, to: final)
  }
}
