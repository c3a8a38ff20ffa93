public import DescentCore

/// ACProp: the gradient over how far the gradients before it were from their mean.
///
/// Zhuang et al. 2021, arXiv:2110.05454, Algorithm 2. Optax's `acprop`.
public struct ACProp: DirectionRule {
  public static let name = "acprop"
  public static let summary = "The gradient over the deviation known before it."
  public static let formula = """
    dₜ = gₜ/(√(vₜ₋₁/(1 − β₂ᵗ⁻¹)) + ε)     d₁ = g₁/(1 + ε), t = 2, 3, …
    vₜ = β₂·vₜ₋₁ + (1 − β₂)·(gₜ − mₜ₋₁)² + ε′     v₀ = 0
    mₜ = β₁·mₜ₋₁ + (1 − β₁)·gₜ                   m₀ = 0
    """
  public static let source = "Zhuang et al. 2021, arXiv:2110.05454, Algorithm 2"
  public static let defaultLearningRate = 0.001
  public static let tuning: String? = "epsilon, 1e-3 for networks, and the learning rate"
  public static let hyperparameters = [
    Hyperparameter<Self>("beta1", \.beta1, .within(0..<1), "β₁, decay of the mean of g"),
    Hyperparameter("beta2", \.beta2, .within(0..<1), "β₂, decay of the mean of (g − m)²"),
    Hyperparameter("epsilon", \.epsilon, .atLeast(0), "ε, in the units of g"),
    Hyperparameter("epsilon-root", \.epsilonRoot, .atLeast(0), "ε′, added to v at each step"),
  ]

  /// β₁, β₂ and ε.
  public var (beta1, beta2, epsilon): (Coefficient, Coefficient, Coefficient) =
    (0.9, 0.999, 1e-16)
  /// ε′, inside the root.
  public var epsilonRoot: Coefficient = 1e-16

  public init() {}

  public func initialState(for p: Tensor) -> RuleState { .zeros("m", "v", like: p) }

  public func direction(for g: Tensor, step t: Tensor, state s: inout RuleState) -> Tensor {
    let vHat = select(t .== 1, 1, s.v / (1 - pow(beta2, max(t - 1, 1))))
    s.v = beta2 * s.v + (1 - beta2) * square(g - s.m) + epsilonRoot
    s.m = beta1 * s.m + (1 - beta1) * g
    return g / (sqrt(vHat) + epsilon)
  }
}
