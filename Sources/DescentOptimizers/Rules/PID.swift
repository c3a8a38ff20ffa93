public import DescentCore

/// PID: momentum is the integral of a controller; this adds the derivative, which damps overshooting.
///
/// An et al. 2018, "A PID Controller Approach for Stochastic Optimization of Deep Networks", CVPR, in the form of
/// the authors' code: proportional, integral and derivative parts add up. That code takes 0 for g₁ in δ₂; here it is
/// the paper's difference.
public struct PID: DirectionRule {
  public static let name = "pid"
  public static let summary = "Momentum with a derivative that damps it."
  public static let formula = """
    iₜ = µ·iₜ₋₁ + gₜ                        i₀ = 0
    δₜ = µ·δₜ₋₁ + (1 − µ)·(gₜ − gₜ₋₁)       δ₁ = 0, t = 2, 3, …
    dₜ = gₜ + Kᵢ·iₜ + K_d·δₜ
    """
  public static let source = "An et al. 2018, CVPR, 8522–8531"
  public static let defaultLearningRate = 0.001
  public static let tuning: String? = "the learning rate"
  public static let hyperparameters = [
    Hyperparameter<Self>(
      "momentum", \.momentum, .within(0..<1), "µ, decay of integral and derivative"),
    Hyperparameter("integral", \.integral, .atLeast(0), "Kᵢ, the weight of the integral"),
    Hyperparameter("derivative", \.derivative, .atLeast(0), "K_d, the weight of the derivative"),
  ]

  /// µ, Kᵢ and K_d.
  public var (momentum, integral, derivative): (Coefficient, Coefficient, Coefficient) =
    (0.9, 5.0, 10.0)

  public init() {}

  public func initialState(for p: Tensor) -> RuleState { .zeros("i", "d", "last", like: p) }

  public func direction(for g: Tensor, step t: Tensor, state s: inout RuleState) -> Tensor {
    s.i = momentum * s.i + g
    s.d = select(t .== 1, 0, momentum * s.d + (1 - momentum) * (g - s.last))
    s.last = g
    return g + integral * s.i + derivative * s.d
  }
}
