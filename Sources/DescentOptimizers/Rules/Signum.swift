public import DescentCore

/// Signum: the sign of a running mean of the gradients.
///
/// Bernstein et al. 2018, arXiv:1802.04434, Algorithm 2. Optax's `signum`, whose mean is not corrected
/// for its start, as only its sign counts.
public struct Signum: DirectionRule {
  public static let name = "signum"
  public static let summary = "The sign of the mean gradient."
  public static let formula = """
    mₜ = β·mₜ₋₁ + (1 − β)·gₜ     m₀ = 0
    dₜ = sign(mₜ)
    """
  public static let source = "Bernstein et al. 2018, arXiv:1802.04434, Algorithm 2"
  public static let defaultLearningRate = 0.001
  public static let hyperparameters = [
    Hyperparameter<Self>("beta", \.beta, .within(0..<1), "β, decay of the mean of g")
  ]

  /// β.
  public var beta: Coefficient = 0.9

  public init() {}

  public func initialState(for p: Tensor) -> RuleState { .zeros("m", like: p) }

  public func direction(for g: Tensor, step t: Tensor, state s: inout RuleState) -> Tensor {
    s.m = beta * s.m + (1 - beta) * g
    return sign(s.m)
  }
}
