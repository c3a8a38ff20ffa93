public import DescentCore

/// Polyak's heavy ball: the last step goes on, and the gradient pushes it.
///
/// Polyak 1964, doi:10.1016/0041-5553(64)90137-5, equation 9. The learning rate is inside the velocity,
/// as in Keras; `momentum` is PyTorch's form with the rate outside. They are the same while the rate is
/// constant.
public struct HeavyBall: UpdateRule {
  public static let name = "heavy-ball"
  public static let summary = "Momentum whose velocity holds the learning rate."
  public static let formula = """
    vₜ = µ·vₜ₋₁ − ηₜ·gₜ     v₀ = 0
    pₜ = pₜ₋₁ + vₜ
    """
  public static let source = "Polyak 1964, doi:10.1016/0041-5553(64)90137-5"
  public static let defaultLearningRate = 0.01
  public static let tuning: String? = "the learning rate"
  public static let hyperparameters = [
    Hyperparameter<Self>("momentum", \.momentum, .within(0..<1), "µ, what stays of the last step")
  ]

  /// µ.
  public var momentum: Coefficient = 0.9

  public init() {}

  public func initialState(for p: Tensor) -> RuleState { .zeros("v", like: p) }

  public func update(_ step: Step, state s: inout RuleState) -> Tensor {
    s.v = momentum * s.v - step.learningRate * step.g
    return step.p + s.v
  }
}
