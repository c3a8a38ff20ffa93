public import DescentCore

/// Padam: Adam with a power of the denominator between that of SGD, 0, and of Adam, ½.
///
/// Chen et al. 2018, arXiv:1806.06763, Algorithm 1: AMSGrad's maximum. Adam's bias correction is that of the authors'
/// code, a factor of the step that does not depend on the power.
public struct Padam: DirectionRule {
  public static let name = "padam"
  public static let summary = "Adam with a smaller power of its denominator."
  public static let formula = """
    mₜ, vₜ as in Adam     wₜ = max(wₜ₋₁, vₜ)
    dₜ = √(1 − β₂ᵗ)/(1 − β₁ᵗ)·mₜ/(√wₜ + ε)^(2q)     t = 1, 2, …
    """
  public static let source = "Chen et al. 2018, arXiv:1806.06763, Algorithm 1"
  public static let defaultLearningRate = 0.1
  public static let hyperparameters =
    momentSettings(\.beta1, \.beta2, \.epsilon) + [
      Hyperparameter("partial", \.partial, .above(0, through: 0.5), "q, the power of w")
    ]

  /// β₁ and β₂, the decays of the running means of g and g², and ε.
  public var (beta1, beta2, epsilon): (Coefficient, Coefficient, Coefficient) = (0.9, 0.999, 1e-8)
  /// q.
  public var partial: Coefficient = 0.25

  public init() {}

  public func initialState(for p: Tensor) -> RuleState { .zeros("m", "v", "w", like: p) }

  public func direction(for g: Tensor, step t: Tensor, state s: inout RuleState) -> Tensor {
    s.m = beta1 * s.m + (1 - beta1) * g
    s.v = beta2 * s.v + (1 - beta2) * g * g
    s.w = max(s.w, s.v)
    return rateCorrection(beta1, beta2, t) * s.m / pow(sqrt(s.w) + epsilon, 2 * partial)
  }
}
