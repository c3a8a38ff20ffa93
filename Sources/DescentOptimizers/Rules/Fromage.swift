public import DescentCore

/// Fromage: each tensor turns by the same angle.
///
/// Bernstein, Vahdat, Yue & Liu 2020, arXiv:2002.03432, Algorithm 1, with Optax's smallest norm.
/// The factor in front shrinks p even where g is 0.
public struct Fromage: UpdateRule {
  public static let name = "fromage"
  public static let summary = "Steps in proportion to each tensor's norm, which does not grow."
  public static let formula = """
    pₜ = (pₜ₋₁ − η·(‖pₜ₋₁‖/‖gₜ‖)·gₜ)/√(1 + η²)     t = 1, 2, …, each tensor by itself
    both norms at least min-norm
    """
  public static let source = "Bernstein et al. 2020, arXiv:2002.03432, Algorithm 1; Optax's form"
  public static let defaultLearningRate = 0.01
  public static let view = ParameterView.tensors
  public static let restsWithoutGradient = false
  public static let hyperparameters = [
    Hyperparameter<Self>("min-norm", \.smallestNorm, .above(0), "the smallest norm of p and g")
  ]

  /// The smallest norm of p and g.
  public var smallestNorm: Coefficient = 1e-6

  public init() {}

  public func update(_ step: Step, state s: inout RuleState) -> Tensor {
    let eta = step.learningRate
    let ratio = max(norm(step.p), smallestNorm.tensor) / max(norm(step.g), smallestNorm.tensor)
    return (step.p - eta * ratio * step.g) / sqrt(1 + square(eta))
  }
}
