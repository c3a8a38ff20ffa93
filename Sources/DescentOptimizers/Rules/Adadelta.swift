public import DescentCore

/// Adadelta: the ratio of the roots of the mean squared steps and gradients takes the place of a rate.
///
/// Zeiler 2012, arXiv:1212.5701, Algorithm 1. PyTorch's and Optax's `adadelta`. The mean u is of steps
/// before the learning rate; with any rate but 1 this is not the paper's method.
public struct Adadelta: DirectionRule {
  public static let name = "adadelta"
  public static let summary = "Steps in the units of the parameters, without a rate to tune."
  public static let formula = """
    vₜ = ρ·vₜ₋₁ + (1 − ρ)·gₜ²     v₀ = 0
    dₜ = √(uₜ₋₁ + ε)/√(vₜ + ε)·gₜ
    uₜ = ρ·uₜ₋₁ + (1 − ρ)·dₜ²     u₀ = 0
    """
  public static let source = "Zeiler 2012, arXiv:1212.5701, Algorithm 1"
  public static let defaultLearningRate = 1.0
  public static let tuning: String? = "epsilon: the first steps are about its root"
  public static let hyperparameters = [
    Hyperparameter<Self>("rho", \.rho, .within(0..<1), "ρ, decay of the means"),
    Hyperparameter(
      "epsilon", \.epsilon, .above(0), "ε, in the units of g²; it decides the first steps"),
  ]

  /// ρ and ε.
  public var (rho, epsilon): (Coefficient, Coefficient) = (0.9, 1e-6)

  public init() {}

  public func initialState(for p: Tensor) -> RuleState { .zeros("v", "u", like: p) }

  public func direction(for g: Tensor, step t: Tensor, state s: inout RuleState) -> Tensor {
    s.v = rho * s.v + (1 - rho) * g * g
    let d = sqrt(s.u + epsilon) / sqrt(s.v + epsilon) * g
    s.u = rho * s.u + (1 - rho) * d * d
    return d
  }
}
