public import DescentCore

/// Aggregated momentum: the mean of three velocities with different decays, of which the slow ones are damped
/// by the fast.
///
/// Lucas, Sun, Zemel & Grosse 2019, arXiv:1804.00325, equation 3, with their three decays 0, 0.9 and 0.99.
public struct AggMo: DirectionRule {
  public static let name = "aggmo"
  public static let summary = "The mean of velocities with different decays."
  public static let formula = """
    vₜⁱ = µᵢ·vₜ₋₁ⁱ + gₜ     v₀ⁱ = 0, i = 1, 2, 3
    dₜ = (vₜ¹ + vₜ² + vₜ³)/3
    """
  public static let source = "Lucas, Sun, Zemel & Grosse 2019, arXiv:1804.00325, equation 3"
  public static let defaultLearningRate = 0.01
  public static let hyperparameters = [
    Hyperparameter<Self>("momentum1", \.momentum1, .within(0..<1), "µ₁"),
    Hyperparameter("momentum2", \.momentum2, .within(0..<1), "µ₂"),
    Hyperparameter("momentum3", \.momentum3, .within(0..<1), "µ₃"),
  ]

  /// µ₁, µ₂ and µ₃.
  public var (momentum1, momentum2, momentum3): (Coefficient, Coefficient, Coefficient) =
    (0.0, 0.9, 0.99)

  public init() {}

  public func initialState(for p: Tensor) -> RuleState { .zeros("v1", "v2", "v3", like: p) }

  public func direction(for g: Tensor, step t: Tensor, state s: inout RuleState) -> Tensor {
    s.v1 = momentum1 * s.v1 + g
    s.v2 = momentum2 * s.v2 + g
    s.v3 = momentum3 * s.v3 + g
    return (s.v1 + s.v2 + s.v3) / 3
  }
}
