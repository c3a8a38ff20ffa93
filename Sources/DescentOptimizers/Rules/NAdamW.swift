public import DescentCore

/// NAdamW: NAdam with decoupled weight decay.
///
/// Dozat 2016 with the decay of Loshchilov & Hutter 2019, arXiv:1711.05101. PyTorch's `NAdam` with
/// decoupled_weight_decay; Optax's `nadamw` is this with momentum-decay=none.
public struct NAdamW: DirectionRule {
  public static let name = "nadamw"
  public static let summary = "NAdam with weight decay beside the gradient."
  public static let formula = NAdam.formula + "\npₜ = pₜ₋₁ − η·(dₜ + λ·pₜ₋₁)"
  public static let source =
    "Dozat 2016, ICLR workshop; Loshchilov & Hutter 2019, arXiv:1711.05101"
  public static let defaultLearningRate = 0.002
  public static let hyperparameters = [
    Hyperparameter<Self>("beta1", \.nadam.beta1, .within(0..<1), "β₁, decay of the mean of g"),
    Hyperparameter("beta2", \.nadam.beta2, .within(0..<1), "β₂, decay of the mean of g²"),
    Hyperparameter("epsilon", \.nadam.epsilon, .atLeast(0), "ε, in the units of g"),
    Hyperparameter(
      "epsilon-root", \.nadam.epsilonRoot, .atLeast(0), "ε′, inside the root, in the units of g²"),
    Hyperparameter("momentum-decay", \.nadam.momentumDecay, .atLeast(0), "ψ, how fast β₁ rises"),
    Hyperparameter("weight-decay", \.weightDecay, .atLeast(0), "λ, the decoupled decay"),
  ]

  /// All but the decay.
  public var nadam = NAdam()
  /// λ.
  public var weightDecay: Coefficient = 0.01
  public var decoupledWeightDecay: Coefficient { weightDecay }

  public init() {}

  public func initialState(for p: Tensor) -> RuleState {
    nadam.initialState(for: p)
  }

  public func direction(
    for g: Tensor, at p: Tensor, step t: Tensor, state s: inout RuleState
  ) -> Tensor {
    nadam.direction(for: g, at: p, step: t, state: &s)
  }
}
