/// The same factor at every step, or for the first steps.
///
/// PyTorch's `ConstantLR` with total_iters = steps; Optax's `constant_schedule`.
public struct Constant: ScheduleCurve, Described {
  public static let name = "constant"
  public static let summary = "The same factor at every step, or for the first steps."
  public static let formula = """
    fₖ = factor     k < steps
    fₖ = 1          from there on
    """
  public static let source = "PyTorch's ConstantLR; Optax's constant_schedule"
  public static let hyperparameters = [
    Hyperparameter<Self>("factor", \.factor, .atLeast(0), "what multiplies the rate"),
    Hyperparameter(
      "steps", \.steps, .countOrInfinity(atLeast: 0),
      "for how long; for good if not set"),
  ]

  /// What multiplies the rate.
  public var factor = 1.0
  /// For how many steps it does.
  public var steps = Double.infinity

  public init() {}

  public func factor(at step: Int) -> Double { Double(step) < steps ? factor : 1 }
}
