public import DescentCore

/// SGD with momentum: a decaying sum of the gradients.
///
/// Polyak 1964, doi:10.1016/0041-5553(64)90137-5, in PyTorch's form: the learning rate stands
/// outside v, and dampening τ spares the first gradient.
public struct Momentum: DirectionRule {
  public static let name = "momentum"
  public static let summary = "A decaying sum of the gradients."
  public static let formula = """
    v₁ = g₁
    vₜ = µ·vₜ₋₁ + (1 − τ)·gₜ     t = 2, 3, …
    dₜ = vₜ
    """
  public static let source = "Polyak 1964, doi:10.1016/0041-5553(64)90137-5; PyTorch's form"
  public static let defaultLearningRate = 0.01
  public static let tuning: String? = "the learning rate"
  public static let hyperparameters = [
    Hyperparameter<Self>("momentum", \.momentum, .within(0..<1), "µ, what stays of v each step"),
    Hyperparameter("dampening", \.dampening, .within(0..<1), "τ, what is kept back of g"),
  ]

  /// µ.
  public var momentum: Coefficient = 0.9
  /// τ; 1 − τ weighs every gradient but the first.
  public var dampening: Coefficient = 0.0

  public init() {}

  public func initialState(for p: Tensor) -> RuleState { .zeros("v", like: p) }

  public func direction(for g: Tensor, step t: Tensor, state s: inout RuleState) -> Tensor {
    s.v = momentum * s.v + (dampening.isZero ? g : select(t .== 1, 1, 1 - dampening) * g)
    return s.v
  }
}
