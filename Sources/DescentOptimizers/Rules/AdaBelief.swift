public import DescentCore

/// AdaBelief: the denominator is how far gradients are from their mean, not how large they are.
///
/// Zhuang et al. 2020, arXiv:2010.07468, Algorithm 2. Optax's `adabelief`: ε′ is added to v at every step,
/// ε to its root.
public struct AdaBelief: DirectionRule {
  public static let name = "adabelief"
  public static let summary = "The mean gradient over how far gradients are from it."
  public static let formula = """
    mₜ = β₁·mₜ₋₁ + (1 − β₁)·gₜ                     m₀ = 0
    vₜ = β₂·vₜ₋₁ + (1 − β₂)·(gₜ − mₜ)² + ε′         v₀ = 0
    dₜ = (mₜ/(1 − β₁ᵗ)) / (√(vₜ/(1 − β₂ᵗ)) + ε)     t = 1, 2, …
    """
  public static let source = "Zhuang et al. 2020, arXiv:2010.07468, Algorithm 2"
  public static let defaultLearningRate = 0.001
  public static let hyperparameters = [
    Hyperparameter<Self>("beta1", \.beta1, .within(0..<1), "β₁, decay of the mean of g"),
    Hyperparameter("beta2", \.beta2, .within(0..<1), "β₂, decay of the mean of (g − m)²"),
    Hyperparameter("epsilon", \.epsilon, .atLeast(0), "ε, in the units of g"),
    Hyperparameter("epsilon-root", \.epsilonRoot, .atLeast(0), "ε′, added to v at each step"),
    Hyperparameter("nesterov", \.usesNesterov, "whether the mean looks ahead, as in NAdam"),
  ]

  /// β₁, β₂ and ε.
  public var (beta1, beta2, epsilon): (Coefficient, Coefficient, Coefficient) =
    (0.9, 0.999, 1e-16)
  /// ε′, inside the root.
  public var epsilonRoot: Coefficient = 1e-16
  /// Whether the mean looks a step ahead.
  public var usesNesterov = false

  public init() {}

  public func initialState(for p: Tensor) -> RuleState { .zeros("m", "v", like: p) }

  public func direction(for g: Tensor, step t: Tensor, state s: inout RuleState) -> Tensor {
    s.m = beta1 * s.m + (1 - beta1) * g
    s.v = beta2 * s.v + (1 - beta2) * square(g - s.m) + epsilonRoot
    let mHat = correctedMean(s.m, g, beta1, t, looksAhead: usesNesterov)
    return mHat / (sqrt(s.v / (1 - pow(beta2, t))) + epsilon)
  }
}
