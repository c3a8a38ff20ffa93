public import DescentCore

/// The running mean of the gradient.
///
/// Optax's `ema` of updates: `momentum` with a sum of weights of 1, from the first step on with
/// Kingma & Ba's correction (2015, arXiv:1412.6980, section 3).
public struct MeanGradient: DirectionRule {
  public static let name = "mean-gradient"
  public static let summary = "The running mean of the gradient."
  public static let formula = """
    mₜ = β·mₜ₋₁ + (1 − β)·gₜ     m₀ = 0, t = 1, 2, …
    dₜ = mₜ/(1 − βᵗ)             or mₜ with bias-correction=false
    """
  public static let source = "Kingma & Ba 2015, arXiv:1412.6980, section 3; Optax's ema"
  public static let defaultLearningRate = 0.01
  public static let tuning: String? = "the learning rate"
  public static let hyperparameters = [
    Hyperparameter<Self>("beta", \.beta, .within(0..<1), "β, decay of the mean of g"),
    Hyperparameter("bias-correction", \.correctsBias, "whether m is corrected for its start"),
  ]

  /// β.
  public var beta: Coefficient = 0.9
  /// Whether the weights sum to 1 from the first step on.
  public var correctsBias = true

  public init() {}

  public func initialState(for p: Tensor) -> RuleState { .zeros("m", like: p) }

  public func direction(for g: Tensor, step t: Tensor, state s: inout RuleState) -> Tensor {
    s.m = beta * s.m + (1 - beta) * g
    return correctsBias ? s.m / (1 - pow(beta, t)) : s.m
  }
}
