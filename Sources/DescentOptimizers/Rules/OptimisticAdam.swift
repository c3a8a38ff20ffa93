public import DescentCore

/// Optimistic Adam: Adam's direction is taken to change as it just did.
///
/// Daskalakis, Ilyas, Syrgkanis & Zeng 2018, arXiv:1711.00141, Algorithm 1, in the form of Optax's
/// `optimistic_adam_v2`, which looks a step ahead (nesterov) by default; off here, as in the paper.
public struct OptimisticAdam: DirectionRule {
  public static let name = "optimistic-adam"
  public static let summary = "Adam's direction, with its last change once more."
  public static let formula = """
    uₜ = Adam's direction
    dₜ = (α + β)·uₜ − β·uₜ₋₁     u₀ = u₁, t = 1, 2, …
    """
  public static let source = "Daskalakis, Ilyas, Syrgkanis & Zeng 2018, arXiv:1711.00141"
  public static let defaultLearningRate = 0.001
  public static let hyperparameters =
    momentSettings(\.beta1, \.beta2, \.epsilon, \.epsilonRoot) + [
      Hyperparameter("alpha", \.alpha, .atLeast(0), "α, the weight of the direction"),
      Hyperparameter("beta", \.beta, .atLeast(0), "β, the weight of its change"),
      Hyperparameter("nesterov", \.usesNesterov, "whether the mean looks ahead, as in NAdam"),
    ]

  /// β₁ and β₂, the decays of the running means of g and g², and ε.
  public var (beta1, beta2, epsilon): (Coefficient, Coefficient, Coefficient) = (0.9, 0.999, 1e-8)
  /// ε′, inside the root.
  public var epsilonRoot: Coefficient = 0.0
  /// Whether the mean looks a step ahead.
  public var usesNesterov = false
  /// α and β.
  public var (alpha, beta): (Coefficient, Coefficient) = (1.0, 1.0)

  public init() {}

  public func initialState(for p: Tensor) -> RuleState { .zeros("m", "v", "last", like: p) }

  public func direction(for g: Tensor, step t: Tensor, state s: inout RuleState) -> Tensor {
    s.m = beta1 * s.m + (1 - beta1) * g
    s.v = beta2 * s.v + (1 - beta2) * g * g
    let mHat = correctedMean(s.m, g, beta1, t, looksAhead: usesNesterov)
    let u = mHat / (sqrt(s.v / (1 - pow(beta2, t)) + epsilonRoot) + epsilon)
    let last = select(t .== 1, u, s.last)
    s.last = u
    return (alpha + beta) * u - beta * last
  }
}
