public import DescentCore

/// AdamP: Adam without the part of its steps that only lengthens weights.
///
/// Heo et al. 2021, arXiv:2006.08217, Algorithm 2, as in the authors' code, where units are along the
/// first axis; here those of a dense layer are along the last one.
public struct AdamP: ProjectedRule {
  public static let name = "adamp"
  public static let summary = "Adam without the part of steps that only lengthens weights."
  public static let formula = """
    mₜ = β₁·mₜ₋₁ + (1 − β₁)·gₜ     vₜ = β₂·vₜ₋₁ + (1 − β₂)·gₜ²     m₀ = v₀ = 0
    uₜ = mₜ/(1 − β₁ᵗ)/(√(vₜ/(1 − β₂ᵗ)) + ε)     nesterov: β₁·mₜ + (1 − β₁)·gₜ for mₜ
    qₜ = uₜ − p̂·⟨p̂, uₜ⟩, p̂ = pₜ₋₁/(‖pₜ₋₁‖ + ε)     |cos(gₜ, pₜ₋₁)| < δ/√n, else uₜ; by units of n
    pₜ = pₜ₋₁ − η·(qₜ + ρ·λ·pₜ₋₁)                    weights, or as a whole; ρ = 1 where qₜ = uₜ
    """
  public static let source = "Heo et al. 2021, arXiv:2006.08217, Algorithm 2"
  public static let defaultLearningRate = 0.001
  public static let hyperparameters =
    momentSettings(\.beta1, \.beta2, \.epsilon)
    + [Hyperparameter("nesterov", \.usesNesterov, "whether the mean looks ahead")]
    + projectionSettings

  /// β₁ and β₂, the decays of the running means of g and g², and ε.
  public var (beta1, beta2, epsilon): (Coefficient, Coefficient, Coefficient) = (0.9, 0.999, 1e-8)
  /// Whether the mean looks ahead.
  public var usesNesterov = false
  public var projection = RadialProjection()
  public var weightDecay: Coefficient = 0.0

  public init() {}

  public func initialState(for p: Tensor) -> RuleState { .zeros("m", "v", like: p) }

  public func update(_ step: Step, state s: inout RuleState) -> Tensor {
    s.m = beta1 * s.m + (1 - beta1) * step.g
    s.v = beta2 * s.v + (1 - beta2) * step.g * step.g
    let m = usesNesterov ? beta1 * s.m + (1 - beta1) * step.g : s.m
    let root = sqrt(s.v / (1 - pow(beta2, step.t)))
    let u = m / (1 - pow(beta1, step.t)) / (root + epsilon)
    return projected(step, along: u, decay: weightDecay.tensor, epsilon: epsilon)
  }
}
