public import DescentCore

/// Quasi-hyperbolic momentum: a mixture of the gradient and its mean.
///
/// Ma & Yarats 2019, arXiv:1810.06801, equation 4; their advice is ν = 0.7, β = 0.999. The buffer is a mean, so
/// that rates are 1/(1 − β) times those of `momentum`.
public struct QHM: DirectionRule {
  public static let name = "qhm"
  public static let summary = "A mixture of the gradient and its mean."
  public static let formula = """
    mₜ = β·mₜ₋₁ + (1 − β)·gₜ     m₀ = 0
    dₜ = (1 − ν)·gₜ + ν·mₜ
    """
  public static let source = "Ma & Yarats 2019, arXiv:1810.06801, equation 4"
  public static let defaultLearningRate = 1.0
  public static let hyperparameters = [
    Hyperparameter<Self>("beta", \.beta, .within(0..<1), "β, decay of the mean of g"),
    Hyperparameter("nu", \.nu, .within(0...1), "ν, the share of the mean"),
  ]

  /// β and ν.
  public var (beta, nu): (Coefficient, Coefficient) = (0.999, 0.7)

  public init() {}

  public func initialState(for p: Tensor) -> RuleState { .zeros("m", like: p) }

  public func direction(for g: Tensor, step t: Tensor, state s: inout RuleState) -> Tensor {
    s.m = beta * s.m + (1 - beta) * g
    return (1 - nu) * g + nu * s.m
  }
}
