public import DescentCore

/// NAdam: Adam with Nesterov's look ahead.
///
/// Dozat 2016, "Incorporating Nesterov Momentum into Adam". PyTorch's `NAdam`, in which β₁ rises along a
/// course of its own; momentum-decay=none gives Optax's `nadam`, which has none.
public struct NAdam: DirectionRule {
  public static let name = "nadam"
  public static let summary = "Adam with Nesterov's look ahead."
  public static let formula = """
    mₜ = β₁·mₜ₋₁ + (1 − β₁)·gₜ     vₜ = β₂·vₜ₋₁ + (1 − β₂)·gₜ²
    µₜ = β₁·(1 − ½·0.96^(ψ·t))     Πₜ = µ₁·µ₂·…·µₜ
    dₜ = ((1 − µₜ)/(1 − Πₜ)·gₜ + µₜ₊₁/(1 − Πₜ₊₁)·mₜ)/(√(vₜ/(1 − β₂ᵗ) + ε′) + ε)     t = 1, 2, …
    ψ = none: dₜ = (β₁·mₜ/(1 − β₁ᵗ⁺¹) + (1 − β₁)·gₜ/(1 − β₁ᵗ))/(√(vₜ/(1 − β₂ᵗ) + ε′) + ε)
    """
  public static let source = "Dozat 2016, ICLR workshop; PyTorch's form"
  public static let defaultLearningRate = 0.002
  public static let hyperparameters =
    momentSettings(\.beta1, \.beta2, \.epsilon, \.epsilonRoot) + [
      Hyperparameter("momentum-decay", \.momentumDecay, .atLeast(0), "ψ, how fast β₁ rises")
    ]

  /// β₁ and β₂, the decays of the running means of g and g², and ε.
  public var (beta1, beta2, epsilon): (Coefficient, Coefficient, Coefficient) = (0.9, 0.999, 1e-8)
  /// ε′, inside the root.
  public var epsilonRoot: Coefficient = 0.0
  /// ψ; nil for no course of β₁.
  public var momentumDecay: Double? = 0.004

  public init() {}

  public func initialState(for p: Tensor) -> RuleState {
    let means = RuleState.zeros("m", "v", like: p)
    return momentumDecay == nil ? means : means.declaring(["product": Tensor(1)])
  }

  public func direction(for g: Tensor, step t: Tensor, state s: inout RuleState) -> Tensor {
    s.m = beta1 * s.m + (1 - beta1) * g
    s.v = beta2 * s.v + (1 - beta2) * g * g
    let root = sqrt(s.v / (1 - pow(beta2, t)) + epsilonRoot) + epsilon
    guard let momentumDecay else {
      return correctedMean(s.m, g, beta1, t, looksAhead: true) / root
    }
    return correctedMean(s.m, g, beta1, t, decay: momentumDecay, product: &s.product) / root
  }
}
