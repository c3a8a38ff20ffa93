public import DescentCore

/// SGD with Nesterov's momentum: the gradient counts once more, ahead of the momentum.
///
/// Nesterov 1983; Sutskever et al. 2013, in PyTorch's form: p is the point looked ahead to, at
/// which the gradient is taken, and the learning rate stands outside v.
public struct Nesterov: DirectionRule {
  public static let name = "nesterov"
  public static let summary = "Momentum that looks one step ahead."
  public static let formula = """
    vₜ = µ·vₜ₋₁ + gₜ     v₀ = 0, t = 1, 2, …
    dₜ = gₜ + µ·vₜ
    """
  public static let source =
    "Nesterov 1983, Soviet Math. Dokl. 27, 372–376; Sutskever et al. 2013, ICML; PyTorch's form"
  public static let defaultLearningRate = 0.01
  public static let tuning: String? = "the learning rate"
  public static let hyperparameters = [
    Hyperparameter<Self>("momentum", \.momentum, .within(0..<1), "µ, what stays of v each step")
  ]

  /// µ.
  public var momentum: Coefficient = 0.9

  public init() {}

  public func initialState(for p: Tensor) -> RuleState { .zeros("v", like: p) }

  public func direction(for g: Tensor, step t: Tensor, state s: inout RuleState) -> Tensor {
    s.v = momentum * s.v + g
    return g + momentum * s.v
  }
}
