public import DescentCore

/// Adamax: Adam with a running maximum of |g| in the place of the root of its mean square.
///
/// Kingma & Ba 2015, arXiv:1412.6980, Algorithm 2. PyTorch's and Optax's: ε is added to |g|. With decoupled
/// decay it is Optax's `adamaxw`.
public struct Adamax: DirectionRule {
  public static let name = "adamax"
  public static let summary = "The mean gradient over a running maximum of its size."
  public static let formula = """
    mₜ = β₁·mₜ₋₁ + (1 − β₁)·gₜ      m₀ = 0
    uₜ = max(β₂·uₜ₋₁, |gₜ| + ε)     u₀ = 0
    dₜ = mₜ/(1 − β₁ᵗ)/uₜ            t = 1, 2, …
    """
  public static let source = "Kingma & Ba 2015, arXiv:1412.6980, Algorithm 2"
  public static let defaultLearningRate = 0.002
  public static let tuning: String? = "the learning rate"
  public static let hyperparameters = [
    Hyperparameter<Self>("beta1", \.beta1, .within(0..<1), "β₁, decay of the mean of g"),
    Hyperparameter("beta2", \.beta2, .within(0..<1), "β₂, decay of the maximum of |g|"),
    Hyperparameter("epsilon", \.epsilon, .above(0), "ε, in the units of g"),
  ]

  /// β₁, β₂ and ε.
  public var (beta1, beta2, epsilon): (Coefficient, Coefficient, Coefficient) = (0.9, 0.999, 1e-8)

  public init() {}

  public func initialState(for p: Tensor) -> RuleState { .zeros("m", "u", like: p) }

  public func direction(for g: Tensor, step t: Tensor, state s: inout RuleState) -> Tensor {
    s.m = beta1 * s.m + (1 - beta1) * g
    s.u = max(beta2 * s.u, abs(g) + epsilon)
    return s.m / (1 - pow(beta1, t)) / s.u
  }
}
