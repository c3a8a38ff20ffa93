public import DescentCore

/// Adan: Adam with means of the gradient and of its change, which looks ahead without extrapolating p.
///
/// Xie et al. 2022, arXiv:2208.06677, Algorithm 1, with the decays of the authors' code: these βs are 1 − β of
/// the paper. Optax weighs the change by 1 − β₂ where the paper has β₂: change-weight=optax.
public struct Adan: DirectionRule {
  public static let name = "adan"
  public static let summary = "Means of the gradient and of its change."
  public static let formula = """
    mₜ = β₁·mₜ₋₁ + (1 − β₁)·gₜ             δₜ = gₜ − gₜ₋₁, δ₁ = 0
    vₜ = β₂·vₜ₋₁ + (1 − β₂)·δₜ             nₜ = β₃·nₜ₋₁ + (1 − β₃)·(gₜ + β₂·δₜ)²
    dₜ = (mₜ/(1 − β₁ᵗ) + β₂·vₜ/(1 − β₂ᵗ))/(√(nₜ/(1 − β₃ᵗ) + ε′) + ε)     t = 1, 2, …
    change-weight=optax: 1 − β₂ in the place of β₂ in nₜ and dₜ
    """
  public static let source = "Xie et al. 2022, arXiv:2208.06677, Algorithm 1"
  public static let defaultLearningRate = 0.001
  public static let tuning: String? = "the learning rate"
  public static let hyperparameters = [
    Hyperparameter<Self>("beta1", \.beta1, .within(0..<1), "β₁, decay of the mean of g"),
    Hyperparameter("beta2", \.beta2, .within(0..<1), "β₂, decay of the mean of the change of g"),
    Hyperparameter("beta3", \.beta3, .within(0..<1), "β₃, decay of the mean square"),
    Hyperparameter("epsilon", \.epsilon, .atLeast(0), "ε, in the units of g"),
    Hyperparameter(
      "epsilon-root", \.epsilonRoot, .atLeast(0), "ε′, inside the root, in the units of g²"),
    Hyperparameter("change-weight", \.weight, "β₂ as in the paper, or 1 − β₂ as in Optax"),
  ]

  /// β₁, β₂ and β₃.
  public var (beta1, beta2, beta3): (Coefficient, Coefficient, Coefficient) = (0.98, 0.92, 0.99)
  /// ε, and ε′ inside the root.
  public var (epsilon, epsilonRoot): (Coefficient, Coefficient) = (1e-8, 0.0)
  /// What weighs the change of the gradient.
  public var weight = Weight.paper

  /// β₂ or 1 − β₂.
  public enum Weight: String, SettingChoice { case paper, optax }

  public init() {}

  public func initialState(for p: Tensor) -> RuleState { .zeros("m", "v", "n", "last", like: p) }

  public func direction(for g: Tensor, step t: Tensor, state s: inout RuleState) -> Tensor {
    let change = select(t .== 1, 0, g - s.last)
    let weight = self.weight == .paper ? beta2.tensor : 1 - beta2
    s.m = beta1 * s.m + (1 - beta1) * g
    s.v = beta2 * s.v + (1 - beta2) * change
    s.n = beta3 * s.n + (1 - beta3) * square(g + weight * change)
    s.last = g
    let mean = s.m / (1 - pow(beta1, t)) + weight * s.v / (1 - pow(beta2, t))
    return mean / (sqrt(s.n / (1 - pow(beta3, t)) + epsilonRoot) + epsilon)
  }
}
