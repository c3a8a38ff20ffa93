public import DescentCore

/// Adam: a running mean of the gradient over the root of a running mean of its square.
///
/// Kingma & Ba 2015, arXiv:1412.6980, Algorithm 1: ε is outside the root, after bias correction, as
/// in PyTorch and Optax, whose `eps_root` is epsilon-root.
public struct Adam: DirectionRule {
  public static let name = "adam"
  public static let summary = "The mean gradient over the root of the mean squared gradient."
  public static let formula = """
    mₜ = β₁·mₜ₋₁ + (1 − β₁)·gₜ                      m₀ = 0
    vₜ = β₂·vₜ₋₁ + (1 − β₂)·gₜ²                     v₀ = 0
    dₜ = (mₜ/(1 − β₁ᵗ)) / (√(vₜ/(1 − β₂ᵗ) + ε′) + ε)     t = 1, 2, …
    """
  public static let source = "Kingma & Ba 2015, arXiv:1412.6980, Algorithm 1"
  public static let defaultLearningRate = 0.001
  public static let hyperparameters = momentSettings(\.beta1, \.beta2, \.epsilon, \.epsilonRoot)

  /// β₁ and β₂, the decays of the running means of g and g², and ε.
  public var (beta1, beta2, epsilon): (Coefficient, Coefficient, Coefficient) = (0.9, 0.999, 1e-8)
  /// ε′, inside the root.
  public var epsilonRoot: Coefficient = 0.0

  public init() {}

  public func initialState(for p: Tensor) -> RuleState { .zeros("m", "v", like: p) }

  public func direction(for g: Tensor, step t: Tensor, state s: inout RuleState) -> Tensor {
    s.m = beta1 * s.m + (1 - beta1) * g
    s.v = beta2 * s.v + (1 - beta2) * g * g
    let mHat = s.m / (1 - pow(beta1, t))
    let vHat = s.v / (1 - pow(beta2, t))
    return mHat / (sqrt(vHat + epsilonRoot) + epsilon)
  }
}
