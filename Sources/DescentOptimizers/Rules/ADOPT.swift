public import DescentCore

/// ADOPT: the gradient is divided by what was known before it, and only then averaged.
///
/// Taniguchi et al. 2024, arXiv:2411.02853, Algorithm 2. Optax's `adopt`, with the paper's clipping at t^¼; the
/// first step only takes the measure. Converges with any β₂.
public struct ADOPT: DirectionRule {
  public static let name = "adopt"
  public static let summary =
    "A mean of gradients, each over the root of what was known before it."
  public static let formula = """
    uₜ = gₜ/max(√vₜ₋₁, ε), within ±(t − 1)^¼     t = 2, 3, …
    mₜ = β₁·mₜ₋₁ + (1 − β₁)·uₜ                   m₁ = 0
    vₜ = β₂·vₜ₋₁ + (1 − β₂)·gₜ²                  v₁ = g₁²
    dₜ = mₜ, or β₁·mₜ + (1 − β₁)·uₜ with nesterov
    """
  public static let source = "Taniguchi et al. 2024, arXiv:2411.02853, Algorithm 2"
  public static let defaultLearningRate = 0.001
  public static let hyperparameters = [
    Hyperparameter<Self>("beta1", \.beta1, .within(0..<1), "β₁, decay of the mean of g"),
    Hyperparameter("beta2", \.beta2, .within(0..<1), "β₂, decay of the mean of g²"),
    Hyperparameter("epsilon", \.epsilon, .above(0), "ε, the least denominator"),
    Hyperparameter("clipping", \.isClipping, "whether g/√v is bounded by (t − 1)^¼"),
    Hyperparameter("nesterov", \.usesNesterov, "whether the mean looks ahead, as in NAdam"),
  ]

  /// β₁, β₂ and ε.
  public var (beta1, beta2, epsilon): (Coefficient, Coefficient, Coefficient) =
    (0.9, 0.9999, 1e-6)
  /// Whether the mean looks a step ahead.
  public var usesNesterov = false
  /// Whether the scaled gradient is bounded.
  public var isClipping = true

  public init() {}

  public func initialState(for p: Tensor) -> RuleState { .zeros("m", "v", like: p) }

  public func direction(for g: Tensor, step t: Tensor, state s: inout RuleState) -> Tensor {
    let isFirst = t .== 1
    let bound = pow(t - 1, 0.25)
    let scaled = g / max(sqrt(s.v), epsilon.tensor)
    let u = isClipping ? min(max(scaled, -bound), bound) : scaled
    s.m = select(isFirst, s.m, beta1 * s.m + (1 - beta1) * u)
    s.v = select(isFirst, g * g, beta2 * s.v + (1 - beta2) * g * g)
    return usesNesterov ? select(isFirst, s.m, beta1 * s.m + (1 - beta1) * u) : s.m
  }
}
