public import DescentCore

/// Adam with decoupled weight decay: the decay does not pass through the moments.
///
/// Loshchilov & Hutter 2019, arXiv:1711.05101, Algorithm 2, in PyTorch's form: the rate η
/// multiplies the decay. λ = 0.01 as in PyTorch; Optax's default is 0.0001.
public struct AdamW: DirectionRule {
  public static let name = "adamw"
  public static let summary = "Adam with weight decay beside the gradient, not inside it."
  public static let formula = Adam.formula
  public static let source = "Loshchilov & Hutter 2019, arXiv:1711.05101, Algorithm 2"
  public static let defaultLearningRate = 0.001
  public static let hyperparameters =
    momentSettings(\.adam.beta1, \.adam.beta2, \.adam.epsilon, \.adam.epsilonRoot) + [
      Hyperparameter("weight-decay", \.weightDecay, .atLeast(0), "λ, the decoupled decay")
    ]

  /// β₁, β₂ and ε.
  public var adam = Adam()
  /// λ.
  public var weightDecay: Coefficient = 0.01
  // The mask of decayed parameters is `Optimizer`'s, and so is the last line of the formula.
  public var decoupledWeightDecay: Coefficient { weightDecay }

  public init() {}

  public func initialState(for p: Tensor) -> RuleState { adam.initialState(for: p) }

  public func direction(for g: Tensor, step t: Tensor, state s: inout RuleState) -> Tensor {
    adam.direction(for: g, step: t, state: &s)
  }
}
