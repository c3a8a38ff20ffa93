public import DescentCore

/// Lion: the sign of a mean in which the present gradient weighs more than in what is remembered.
///
/// Chen et al. 2023, arXiv:2302.06675, Algorithm 2. Rates are 3 to 10 times smaller than Adam's, and decay as
/// much larger. Optax's `lion` decays weights by 10⁻³; here decay is only what is asked for.
public struct Lion: DirectionRule {
  public static let name = "lion"
  public static let summary = "The sign of a mixture of the gradient and its mean."
  public static let formula = """
    dₜ = sign(β₁·mₜ₋₁ + (1 − β₁)·gₜ)
    mₜ = β₂·mₜ₋₁ + (1 − β₂)·gₜ     m₀ = 0
    """
  public static let source = "Chen et al. 2023, arXiv:2302.06675, Algorithm 2"
  public static let defaultLearningRate = 0.0001
  public static let tuning: String? = "the learning rate"
  public static let hyperparameters = [
    Hyperparameter<Self>("beta1", \.beta1, .within(0..<1), "β₁, weight of the mean in the step"),
    Hyperparameter("beta2", \.beta2, .within(0..<1), "β₂, decay of the mean of g"),
  ]

  /// β₁ and β₂.
  public var (beta1, beta2): (Coefficient, Coefficient) = (0.9, 0.99)

  public init() {}

  public func initialState(for p: Tensor) -> RuleState { .zeros("m", like: p) }

  public func direction(for g: Tensor, step t: Tensor, state s: inout RuleState) -> Tensor {
    let d = sign(beta1 * s.m + (1 - beta1) * g)
    s.m = beta2 * s.m + (1 - beta2) * g
    return d
  }
}
