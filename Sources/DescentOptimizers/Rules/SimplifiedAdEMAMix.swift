public import DescentCore

/// Simplified AdEMAMix: a decaying sum of gradients with the present one weighed up.
///
/// Morwani, Vyas, Zhang & Kakade 2025, arXiv:2502.02431. Optax's `simplified_ademamix`. The sum is about
/// 1/(1 − β₁) times a mean, so that the rate has to be as much smaller than Adam's.
public struct SimplifiedAdEMAMix: DirectionRule {
  public static let name = "simplified-ademamix"
  public static let summary = "A decaying sum of gradients, the present one weighed up."
  public static let formula = """
    mₜ = β₁·mₜ₋₁ + gₜ              m₀ = 0
    vₜ = β₂·vₜ₋₁ + (1 − β₂)·gₜ²    v₀ = 0
    dₜ = (mₜ + α·gₜ)/(√(vₜ/(1 − β₂ᵗ) + ε′) + ε)     t = 1, 2, …
    """
  public static let source = "Morwani, Vyas, Zhang & Kakade 2025, arXiv:2502.02431"
  public static let defaultLearningRate = 1e-5
  public static let tuning: String? = "the learning rate"
  public static let hyperparameters = [
    Hyperparameter<Self>("beta1", \.beta1, .within(0..<1), "β₁, decay of the sum of g"),
    Hyperparameter("beta2", \.beta2, .within(0..<1), "β₂, decay of the mean of g²"),
    Hyperparameter("alpha", \.alpha, .atLeast(0), "α, the extra weight of g"),
    Hyperparameter("epsilon", \.epsilon, .atLeast(0), "ε, in the units of g"),
    Hyperparameter(
      "epsilon-root", \.epsilonRoot, .atLeast(0), "ε′, inside the root, in the units of g²"),
  ]

  /// β₁, β₂ and ε.
  public var (beta1, beta2, epsilon): (Coefficient, Coefficient, Coefficient) = (0.99, 0.95, 1e-8)
  /// ε′, inside the root.
  public var epsilonRoot: Coefficient = 0.0
  /// α.
  public var alpha: Coefficient = 0.0

  public init() {}

  public func initialState(for p: Tensor) -> RuleState { .zeros("m", "v", like: p) }

  public func direction(for g: Tensor, step t: Tensor, state s: inout RuleState) -> Tensor {
    s.m = beta1 * s.m + g
    s.v = beta2 * s.v + (1 - beta2) * g * g
    let root = sqrt(s.v / (1 - pow(beta2, t)) + epsilonRoot) + epsilon
    return (s.m + alpha * g) / root
  }
}
