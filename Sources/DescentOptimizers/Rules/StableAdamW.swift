public import DescentCore

/// StableAdamW: AdamW whose rate falls where gradients are larger than their running mean square.
///
/// Wortsman et al. 2023, arXiv:2304.13013, Algorithm 2. Means that weigh by β·(1 − βᵗ⁻¹)/(1 − βᵗ), as
/// there, are those of Adam after the correction for their start. ηₜ multiplies the decay, too, as in
/// pytorch_optimizer, of which the defaults are; in the authors' code η does.
public struct StableAdamW: UpdateRule {
  public static let name = "stable-adamw"
  public static let summary = "AdamW with a smaller rate where gradients are unusually large."
  public static let formula = """
    mₜ = β₁·mₜ₋₁ + (1 − β₁)·gₜ     vₜ = β₂·vₜ₋₁ + (1 − β₂)·gₜ²     m₀ = v₀ = 0
    m̂ₜ = mₜ/(1 − β₁ᵗ)              v̂ₜ = vₜ/(1 − β₂ᵗ)              t = 1, 2, …
    ηₜ = η/max(1, RMSₜ/d)          RMSₜ = √(mean of gₜ²/max(v̂ₜ, ε²)), each tensor by itself
    pₜ = pₜ₋₁ − ηₜ·(m̂ₜ/(√v̂ₜ + ε) + λ·pₜ₋₁)
    """
  public static let source = "Wortsman et al. 2023, arXiv:2304.13013, Algorithm 2"
  public static let defaultLearningRate = 0.001
  public static let view = ParameterView.tensors
  public static let hyperparameters =
    momentSettings(\.adam.beta1, \.adam.beta2, \.adam.epsilon) + [
      Hyperparameter("clipping", \.clipping, .above(0), "d, the RMS above which η falls"),
      Hyperparameter("weight-decay", \.weightDecay, .atLeast(0), "λ, the decoupled decay"),
    ]

  /// β₁, β₂ and ε.
  public var adam = Adam.with { $0.beta2 = 0.99 }
  /// d.
  public var clipping: Coefficient = 1.0
  /// λ.
  public var weightDecay: Coefficient = 0.01

  public init() {}

  public func initialState(for p: Tensor) -> RuleState { adam.initialState(for: p) }

  public func update(_ step: Step, state s: inout RuleState) -> Tensor {
    let d = adam.direction(for: step.g, step: step.t, state: &s)
    let vHat = s.v / (1 - pow(adam.beta2, step.t))
    let ratio = step.g * step.g / max(vHat, adam.epsilon * adam.epsilon)
    let rate = step.learningRate / max(sqrt(ratio.mean()) / clipping, 1)
    return step.p - rate * (d + weightDecay * step.decayed)
  }
}
