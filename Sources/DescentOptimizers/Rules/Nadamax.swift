public import DescentCore

/// Nadamax: NAdam's mean over Adamax's running maximum of |g|.
///
/// Dozat 2016, "Incorporating Nesterov Momentum into Adam", with the maximum of Kingma & Ba 2015,
/// arXiv:1412.6980, Algorithm 2, as ensmallen's `NadaMax` combines them: ε is added to u.
public struct Nadamax: DirectionRule {
  public static let name = "nadamax"
  public static let summary = "NAdam's mean gradient over a running maximum of its size."
  public static let formula = """
    mₜ = β₁·mₜ₋₁ + (1 − β₁)·gₜ     uₜ = max(β₂·uₜ₋₁, |gₜ|)     m₀ = u₀ = 0
    µₜ = β₁·(1 − ½·0.96^(ψ·t))     Πₜ = µ₁·µ₂·…·µₜ
    dₜ = ((1 − µₜ)/(1 − Πₜ)·gₜ + µₜ₊₁/(1 − Πₜ₊₁)·mₜ)/(uₜ + ε)     t = 1, 2, …
    """
  public static let source = "Dozat 2016, ICLR workshop; ensmallen's NadaMax"
  public static let defaultLearningRate = 0.001
  public static let tuning: String? = "the learning rate"
  public static let hyperparameters = [
    Hyperparameter<Self>("beta1", \.beta1, .within(0..<1), "β₁, decay of the mean of g"),
    Hyperparameter("beta2", \.beta2, .within(0..<1), "β₂, decay of the maximum of |g|"),
    Hyperparameter("epsilon", \.epsilon, .atLeast(0), "ε, in the units of g"),
    Hyperparameter("momentum-decay", \.momentumDecay, .atLeast(0), "ψ, how fast β₁ rises"),
  ]

  /// β₁, β₂ and ε.
  public var (beta1, beta2, epsilon): (Coefficient, Coefficient, Coefficient) = (0.9, 0.999, 1e-8)
  /// ψ.
  public var momentumDecay = 0.004

  public init() {}

  public func initialState(for p: Tensor) -> RuleState {
    RuleState.zeros("m", "u", like: p).declaring(["product": Tensor(1)])
  }

  public func direction(for g: Tensor, step t: Tensor, state s: inout RuleState) -> Tensor {
    s.m = beta1 * s.m + (1 - beta1) * g
    s.u = max(beta2 * s.u, abs(g))
    let mean = correctedMean(s.m, g, beta1, t, decay: momentumDecay, product: &s.product)
    return mean / (s.u + epsilon)
  }
}
