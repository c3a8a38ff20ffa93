public import DescentCore

/// Optimistic gradient descent: the gradient is taken to change as it just did.
///
/// Popov 1980, doi:10.1007/BF01141092; Mokhtari, Ozdaglar & Pattathil 2020, arXiv:1901.08511. Optax's
/// `optimistic_gradient_descent`. Unlike plain descent it converges on bilinear games.
public struct OptimisticGradientDescent: DirectionRule {
  public static let name = "optimistic-gradient-descent"
  public static let summary = "The gradient, with its last change once more."
  public static let formula = """
    dₜ = (α + β)·gₜ − β·gₜ₋₁     g₀ = g₁, t = 1, 2, …
    """
  public static let source = "Popov 1980, doi:10.1007/BF01141092; arXiv:1901.08511"
  public static let defaultLearningRate = 0.01
  public static let tuning: String? = "the learning rate"
  public static let hyperparameters = [
    Hyperparameter<Self>("alpha", \.alpha, .atLeast(0), "α, the weight of g"),
    Hyperparameter("beta", \.beta, .atLeast(0), "β, the weight of its change"),
  ]

  /// α and β.
  public var (alpha, beta): (Coefficient, Coefficient) = (1.0, 1.0)

  public init() {}

  public func initialState(for p: Tensor) -> RuleState { .zeros("last", like: p) }

  public func direction(for g: Tensor, step t: Tensor, state s: inout RuleState) -> Tensor {
    let last = select(t .== 1, g, s.last)
    s.last = g
    return (alpha + beta) * g - beta * last
  }
}
