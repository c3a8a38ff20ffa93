public import DescentCore

/// NAdamW: NAdam with decoupled weight decay.
///
/// Dozat 2016 with the decay of Loshchilov & Hutter 2019, arXiv:1711.05101. PyTorch's `NAdam` with
/// decoupled_weight_decay; Optax's `nadamw` is this with momentum-decay=none.
public struct NAdamW: DirectionRule {
  public static let name = "nadamw"
  public static let summary = "NAdam with weight decay beside the gradient."
  public static let formula = NAdam.formula
  public static let source =
    "Dozat 2016, ICLR workshop; Loshchilov & Hutter 2019, arXiv:1711.05101"
  public static let defaultLearningRate = 0.002
  public static let hyperparameters =
    momentSettings(\.nadam.beta1, \.nadam.beta2, \.nadam.epsilon, \.nadam.epsilonRoot) + [
      Hyperparameter("momentum-decay", \.nadam.momentumDecay, .atLeast(0), "ψ, how fast β₁ rises"),
      Hyperparameter("weight-decay", \.weightDecay, .atLeast(0), "λ, the decoupled decay"),
    ]

  /// All but the decay.
  public var nadam = NAdam()
  /// λ.
  public var weightDecay: Coefficient = 0.01
  public var decoupledWeightDecay: Coefficient { weightDecay }

  public init() {}

  public func initialState(for p: Tensor) -> RuleState { nadam.initialState(for: p) }

  public func direction(for g: Tensor, step t: Tensor, state s: inout RuleState) -> Tensor {
    nadam.direction(for: g, step: t, state: &s)
  }
}
