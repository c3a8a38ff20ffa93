public import DescentCore

/// SGDP: momentum without the part of its steps that only lengthens weights.
///
/// Heo et al. 2021, arXiv:2006.08217, Algorithm 1, as in the authors' code: dampening τ weighs every
/// gradient, the decay is as large as all of what a gradient adds, and units are along the first
/// axis; here those of a dense layer are along the last one. The authors' default is no momentum.
public struct SGDP: ProjectedRule {
  public static let name = "sgdp"
  public static let summary = "Momentum without the part of steps that only lengthens weights."
  public static let formula = """
    vₜ = µ·vₜ₋₁ + (1 − τ)·gₜ                        v₀ = 0, t = 1, 2, …
    uₜ = vₜ                                         nesterov: gₜ + µ·vₜ
    qₜ = uₜ − p̂·⟨p̂, uₜ⟩, p̂ = pₜ₋₁/(‖pₜ₋₁‖ + ε)     |cos(gₜ, pₜ₋₁)| < δ/√n, else uₜ; by units of n
    pₜ = pₜ₋₁ − η·(qₜ + ρ·λ/(1 − µ)·pₜ₋₁)            weights, or as a whole; ρ = 1 where qₜ = uₜ
    """
  public static let source = "Heo et al. 2021, arXiv:2006.08217, Algorithm 1"
  public static let defaultLearningRate = 0.01
  public static let tuning: String? = "the learning rate"
  public static let hyperparameters =
    [
      Hyperparameter<Self>("momentum", \.momentum, .within(0..<1), "µ, what stays of v each step"),
      Hyperparameter("dampening", \.dampening, .within(0..<1), "τ, what is kept back of g"),
      Hyperparameter("nesterov", \.usesNesterov, "whether the gradient counts once more"),
      Hyperparameter("epsilon", \.epsilon, .atLeast(0), "ε, in the units of p"),
    ] + projectionSettings

  /// µ, τ and ε.
  public var (momentum, dampening, epsilon): (Coefficient, Coefficient, Coefficient) =
    (0.9, 0.0, 1e-8)
  /// Whether the gradient counts once more.
  public var usesNesterov = false
  public var projection = RadialProjection()
  public var weightDecay: Coefficient = 0.0

  public init() {}

  public func initialState(for p: Tensor) -> RuleState { .zeros("v", like: p) }

  public func update(_ step: Step, state s: inout RuleState) -> Tensor {
    s.v = momentum * s.v + (1 - dampening) * step.g
    let u = usesNesterov ? step.g + momentum * s.v : s.v
    return projected(step, along: u, decay: weightDecay / (1 - momentum), epsilon: epsilon)
  }
}
