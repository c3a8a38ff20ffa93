public import DescentCore

/// MoMo: momentum whose rate follows from the values, by a model of the function.
///
/// Schaipp et al. 2024, arXiv:2305.07583, Algorithm 1, as in Optax. η is the largest rate, and the
/// decay is carried out exactly, p/(1 + η·λ).
public struct MoMo: ValueRule {
  public static let name = "momo"
  public static let summary = "Momentum whose rate follows from the function's values."
  public static let formula = """
    f̄ₜ = β·f̄ₜ₋₁ + (1 − β)·f(pₜ₋₁)     dₜ, γₜ likewise of gₜ and ⟨gₜ, pₜ₋₁⟩; β = 0 at t = 1
    hₜ = (1 + η·λ)·(f̄ₜ − l* − γₜ) + ⟨dₜ, pₜ₋₁⟩
    τₜ = min(η, max(hₜ, 0)/‖dₜ‖²)
    pₜ = pₜ₋₁ − η·λ/(1 + η·λ)·pₜ₋₁ − τₜ·dₜ     t = 1, 2, …
    adapt-lower-bound: l* ← max(f̄ₜ + ⟨dₜ, pₜ₋₁⟩ − γₜ − ½·τₜ·‖dₜ‖², lower-bound)
    """
  public static let source = "Schaipp et al. 2024, arXiv:2305.07583, Algorithm 1"
  public static let defaultLearningRate = 1.0
  public static let view = ParameterView.vector
  public static let tuning: String? = "lower-bound, of the function's values, if it is not 0"
  public static let hyperparameters = [
    Hyperparameter<Self>("beta", \.beta, .within(0..<1), "β, decay of the means"),
    Hyperparameter("lower-bound", \.model.lowerBound, .any, "l*, of the function's values"),
    Hyperparameter("weight-decay", \.model.weightDecay, .atLeast(0), "λ"),
    Hyperparameter("adapt-lower-bound", \.model.adaptsBound, "whether l* follows the values"),
  ]

  /// β.
  public var beta: Coefficient = 0.9
  /// The model of the function and its lower bound.
  public var model = MomentumModel()

  public init() {}

  public func initialState(for p: Tensor) -> RuleState {
    model.initialState.declaring(.zeros("d", like: p))
  }

  public func update(_ step: Step, value f: Tensor, state s: inout RuleState) -> Tensor {
    let beta = select(step.t .== 1, 0, beta.tensor)
    s.f = beta * s.f + (1 - beta) * f
    s.gamma = beta * s.gamma + (1 - beta) * (step.g * step.p).sum()
    s.d = beta * s.d + (1 - beta) * step.g
    return model.update(step, along: s.d, over: Tensor(1), bias: Tensor(1), state: &s)
  }
}
