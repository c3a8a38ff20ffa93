public import DescentCore

/// AdEMAMix: Adam with a second, much slower mean of the gradients.
///
/// Pagliardini, Ablin & Grangier 2024, arXiv:2409.03137, Algorithm 1. Optax's `ademamix`, with α and β₃
/// constant; the paper raises both along a warm-up, for which schedules of `alpha` and `beta3` can be set.
public struct AdEMAMix: DirectionRule {
  public static let name = "ademamix"
  public static let summary = "Adam with a second, slower mean of the gradients."
  public static let formula = """
    mₜ = β₁·mₜ₋₁ + (1 − β₁)·gₜ     nₜ = β₃·nₜ₋₁ + (1 − β₃)·gₜ     vₜ = β₂·vₜ₋₁ + (1 − β₂)·gₜ²
    dₜ = (mₜ/(1 − β₁ᵗ) + α·nₜ)/(√(vₜ/(1 − β₂ᵗ) + ε′) + ε)          t = 1, 2, …
    """
  public static let source = "Pagliardini, Ablin & Grangier 2024, arXiv:2409.03137, Algorithm 1"
  public static let defaultLearningRate = 0.001
  public static let hyperparameters =
    momentSettings(\.beta1, \.beta2, \.epsilon, \.epsilonRoot) + [
      Hyperparameter("beta3", \.beta3, .within(0..<1), "β₃, decay of the slow mean of g"),
      Hyperparameter("alpha", \.alpha, .atLeast(0), "α, the weight of the slow mean"),
    ]

  /// β₁ and β₂, the decays of the running means of g and g², and ε.
  public var (beta1, beta2, epsilon): (Coefficient, Coefficient, Coefficient) = (0.9, 0.999, 1e-8)
  /// ε′, inside the root.
  public var epsilonRoot: Coefficient = 0.0
  /// β₃ and α of the slow mean.
  public var (beta3, alpha): (Coefficient, Coefficient) = (0.9999, 5.0)

  public init() {}

  public func initialState(for p: Tensor) -> RuleState { .zeros("m", "n", "v", like: p) }

  public func direction(for g: Tensor, step t: Tensor, state s: inout RuleState) -> Tensor {
    s.m = beta1 * s.m + (1 - beta1) * g
    s.n = beta3 * s.n + (1 - beta3) * g
    s.v = beta2 * s.v + (1 - beta2) * g * g
    let root = sqrt(s.v / (1 - pow(beta2, t)) + epsilonRoot) + epsilon
    return (s.m / (1 - pow(beta1, t)) + alpha * s.n) / root
  }
}
