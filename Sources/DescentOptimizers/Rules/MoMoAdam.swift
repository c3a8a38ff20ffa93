public import DescentCore

/// MoMo-Adam: Adam whose rate follows from the values, by a model of the function.
///
/// Schaipp et al. 2024, arXiv:2305.07583, Algorithm 2, as in Optax. The rest as in `momo`.
public struct MoMoAdam: ValueRule {
  public static let name = "momo-adam"
  public static let summary = "Adam whose rate follows from the function's values."
  public static let formula = """
    f̄ₜ = β₁·f̄ₜ₋₁ + (1 − β₁)·f(pₜ₋₁)     mₜ, γₜ likewise of gₜ and ⟨gₜ, pₜ₋₁⟩; all 0 at t = 0
    vₜ = β₂·vₜ₋₁ + (1 − β₂)·gₜ²     Dₜ = √(vₜ/(1 − β₂ᵗ)) + ε     c = 1 − β₁ᵗ
    hₜ = (1 + η·λ)·(f̄ₜ − c·l* − γₜ) + ⟨mₜ, pₜ₋₁⟩
    τₜ = min(η/c, max(hₜ, 0)/⟨mₜ, mₜ/Dₜ⟩)
    pₜ = pₜ₋₁ − η·λ/(1 + η·λ)·pₜ₋₁ − τₜ·mₜ/Dₜ     t = 1, 2, …
    adapt-lower-bound: l* ← max((f̄ₜ + ⟨mₜ, pₜ₋₁⟩ − γₜ − ½·τₜ·⟨mₜ, mₜ/Dₜ⟩)/c, lower-bound)
    """
  public static let source = "Schaipp et al. 2024, arXiv:2305.07583, Algorithm 2"
  public static let defaultLearningRate = 0.01
  public static let view = ParameterView.vector
  public static let tuning: String? = "lower-bound, of the function's values, if it is not 0"
  public static let hyperparameters = [
    Hyperparameter<Self>("beta1", \.beta1, .within(0..<1), "β₁, decay of the means"),
    Hyperparameter("beta2", \.beta2, .within(0..<1), "β₂, decay of the mean of g²"),
    Hyperparameter("epsilon", \.epsilon, .above(0), "ε, in the units of g"),
    Hyperparameter("lower-bound", \.model.lowerBound, .any, "l*, of the function's values"),
    Hyperparameter("weight-decay", \.model.weightDecay, .atLeast(0), "λ"),
    Hyperparameter("adapt-lower-bound", \.model.adaptsBound, "whether l* follows the values"),
  ]

  /// β₁, β₂ and ε.
  public var (beta1, beta2, epsilon): (Coefficient, Coefficient, Coefficient) = (0.9, 0.999, 1e-8)
  /// The model of the function and its lower bound.
  public var model = MomentumModel()

  public init() {}

  public func initialState(for p: Tensor) -> RuleState {
    model.initialState.declaring(.zeros("m", "v", like: p))
  }

  public func update(_ step: Step, value f: Tensor, state s: inout RuleState) -> Tensor {
    let (t, g) = (step.t, step.g)
    s.f = beta1 * s.f + (1 - beta1) * f
    s.gamma = beta1 * s.gamma + (1 - beta1) * (g * step.p).sum()
    s.m = beta1 * s.m + (1 - beta1) * g
    s.v = beta2 * s.v + (1 - beta2) * g * g
    let scale = sqrt(s.v / (1 - pow(beta2, t))) + epsilon
    return model.update(step, along: s.m, over: scale, bias: 1 - pow(beta1, t), state: &s)
  }
}
