public import DescentCore

/// LAMB: Adam's direction, in each tensor as long as the parameters are.
///
/// You et al. 2020, arXiv:1904.00962, Algorithm 2, in Optax's form. form=pytorch-optimizer is that
/// library's `Lamb`: only the rate is corrected for bias, decay comes first, and ‖p‖ is at most 10.
public struct LAMB: UpdateRule {
  public static let name = "lamb"
  public static let summary = "Adam's direction, in each tensor as long as the parameters are."
  public static let formula = """
    mₜ = β₁·mₜ₋₁ + (1 − β₁)·gₜ     vₜ = β₂·vₜ₋₁ + (1 − β₂)·gₜ²     m₀ = v₀ = 0
    uₜ = (mₜ/(1 − β₁ᵗ))/(√(vₜ/(1 − β₂ᵗ) + ε′) + ε) + λ·pₜ₋₁
    pₜ = pₜ₋₁ − η·(‖pₜ₋₁‖/‖uₜ‖)·uₜ     t = 1, 2, …, each tensor by itself
    form=pytorch-optimizer: p′ = pₜ₋₁·(1 − η·λ), uₜ = mₜ/(√vₜ + ε),
    pₜ = p′ − η/(1 − β₁ᵗ)·min(‖p′‖, 10)/(‖uₜ‖ + ε)·uₜ
    """
  public static let source = "You et al. 2020, arXiv:1904.00962, Algorithm 2; Optax's form"
  public static let defaultLearningRate = 0.001
  public static let tuning: String? = "the learning rate"
  public static let view = ParameterView.tensors
  public static let hyperparameters =
    momentSettings(\.beta1, \.beta2, \.epsilon, \.epsilonRoot) + [
      Hyperparameter("weight-decay", \.weightDecay, .atLeast(0), "λ, part of the direction"),
      Hyperparameter("form", \.form, "whose variant"),
    ]

  /// Whose variant.
  public enum Form: String, SettingChoice {
    case optax
    case pytorchOptimizer = "pytorch-optimizer"
  }

  /// β₁ and β₂, the decays of the running means of g and g², and ε.
  public var (beta1, beta2, epsilon): (Coefficient, Coefficient, Coefficient) = (0.9, 0.999, 1e-6)
  /// ε′ and λ.
  public var (epsilonRoot, weightDecay): (Coefficient, Coefficient) = (0.0, 0.0)
  /// Whose variant.
  public var form = Form.optax

  public init() {}

  public func initialState(for p: Tensor) -> RuleState { .zeros("m", "v", like: p) }

  public func update(_ step: Step, state s: inout RuleState) -> Tensor {
    let (t, eta) = (step.t, step.learningRate)
    s.m = beta1 * s.m + (1 - beta1) * step.g
    s.v = beta2 * s.v + (1 - beta2) * step.g * step.g
    if form == .pytorchOptimizer {
      let p = step.p - eta * weightDecay * step.decayed
      let u = s.m / (sqrt(s.v) + epsilon)
      let ratio = trustRatio(min(norm(p), 10), norm(u), epsilon)
      return p - eta / (1 - pow(beta1, t)) * ratio * u
    }
    let root = sqrt(s.v / (1 - pow(beta2, t)) + epsilonRoot)
    let u = s.m / (1 - pow(beta1, t)) / (root + epsilon) + weightDecay * step.decayed
    return step.p - eta * trustRatio(norm(step.p), norm(u)) * u
  }
}
