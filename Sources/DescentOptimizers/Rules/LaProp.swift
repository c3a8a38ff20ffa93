public import DescentCore

/// LaProp: momentum of gradients that are already divided by the root of their mean square.
///
/// Ziyin, Wang & Ueda 2020, arXiv:2002.04839, Algorithm 1.
public struct LaProp: DirectionRule {
  public static let name = "laprop"
  public static let summary = "Momentum of normalized gradients."
  public static let formula = """
    vₜ = β₂·vₜ₋₁ + (1 − β₂)·gₜ²                             v₀ = 0
    mₜ = β₁·mₜ₋₁ + (1 − β₁)·gₜ/(√(vₜ/(1 − β₂ᵗ)) + ε)        m₀ = 0
    dₜ = mₜ/(1 − β₁ᵗ)                                       t = 1, 2, …
    """
  public static let source = "Ziyin, Wang & Ueda 2020, arXiv:2002.04839, Algorithm 1"
  public static let defaultLearningRate = 0.0004
  public static let tuning: String? = "the learning rate"
  public static let hyperparameters = [
    Hyperparameter<Self>("beta1", \.beta1, .within(0..<1), "β₁, decay of the momentum"),
    Hyperparameter("beta2", \.beta2, .within(0..<1), "β₂, decay of the mean of g²"),
    Hyperparameter("epsilon", \.epsilon, .atLeast(0), "ε, in the units of g"),
  ]

  /// β₁, β₂ and ε.
  public var (beta1, beta2, epsilon): (Coefficient, Coefficient, Coefficient) =
    (0.9, 0.999, 1e-15)

  public init() {}

  public func initialState(for p: Tensor) -> RuleState { .zeros("m", "v", like: p) }

  public func direction(for g: Tensor, step t: Tensor, state s: inout RuleState) -> Tensor {
    s.v = beta2 * s.v + (1 - beta2) * g * g
    s.m = beta1 * s.m + (1 - beta1) * g / (sqrt(s.v / (1 - pow(beta2, t))) + epsilon)
    return s.m / (1 - pow(beta1, t))
  }
}
