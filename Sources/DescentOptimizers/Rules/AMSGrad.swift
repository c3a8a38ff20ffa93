public import DescentCore

/// AMSGrad: Adam whose denominator never falls.
///
/// Reddi, Kale & Kumar 2018, arXiv:1904.09237, Algorithm 2, with Adam's bias correction. As PyTorch's
/// `amsgrad=True`: the maximum is of the raw v and is then corrected with the present step. Optax's takes
/// the maximum of the corrected v: corrected-maximum=true.
public struct AMSGrad: DirectionRule {
  public static let name = "amsgrad"
  public static let summary = "Adam whose denominator never falls."
  public static let formula = """
    mₜ = β₁·mₜ₋₁ + (1 − β₁)·gₜ     vₜ = β₂·vₜ₋₁ + (1 − β₂)·gₜ²     wₜ = max(wₜ₋₁, vₜ)
    dₜ = (mₜ/(1 − β₁ᵗ)) / (√(wₜ/(1 − β₂ᵗ) + ε′) + ε)                t = 1, 2, …
    corrected-maximum: wₜ = max(wₜ₋₁, vₜ/(1 − β₂ᵗ))     dₜ = (mₜ/(1 − β₁ᵗ)) / (√(wₜ + ε′) + ε)
    """
  public static let source = "Reddi, Kale & Kumar 2018, arXiv:1904.09237, Algorithm 2"
  public static let defaultLearningRate = 0.001
  public static let hyperparameters =
    momentSettings(\.beta1, \.beta2, \.epsilon, \.epsilonRoot) + [
      Hyperparameter(
        "corrected-maximum", \.isCorrected, "the maximum of the corrected v, as in Optax")
    ]

  /// β₁ and β₂, the decays of the running means of g and g², and ε.
  public var (beta1, beta2, epsilon): (Coefficient, Coefficient, Coefficient) = (0.9, 0.999, 1e-8)
  /// ε′, inside the root.
  public var epsilonRoot: Coefficient = 0.0
  /// Whether the maximum is of the corrected v.
  public var isCorrected = false

  public init() {}

  public func initialState(for p: Tensor) -> RuleState { .zeros("m", "v", "w", like: p) }

  public func direction(for g: Tensor, step t: Tensor, state s: inout RuleState) -> Tensor {
    s.m = beta1 * s.m + (1 - beta1) * g
    s.v = beta2 * s.v + (1 - beta2) * g * g
    let correction = 1 - pow(beta2, t)
    s.w = max(s.w, isCorrected ? s.v / correction : s.v)
    let wHat = isCorrected ? s.w : s.w / correction
    return s.m / (1 - pow(beta1, t)) / (sqrt(wHat + epsilonRoot) + epsilon)
  }
}
