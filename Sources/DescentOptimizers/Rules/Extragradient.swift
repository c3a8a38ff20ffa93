public import DescentCore

/// Extragradient: the gradient of a trial step decides the step.
///
/// Korpelevich 1976, Matekon 12, 747–756. For games, where plain steps circle around a saddle point
/// they converge to it; two gradients a step. `optimistic-gradient-descent` needs one.
public struct Extragradient: ProbingRule {
  public static let name = "extragradient"
  public static let summary = "The gradient at the end of a trial step."
  public static let formula = """
    p̂ₜ = pₜ₋₁ − γ·η·∇f(pₜ₋₁)
    pₜ = pₜ₋₁ − η·∇f(p̂ₜ)     t = 1, 2, …
    """
  public static let source = "Korpelevich 1976, Matekon 12, 747–756"
  public static let defaultLearningRate = 0.01
  public static let tuning: String? = "the learning rate"
  public static let view = ParameterView.vector
  public static let hyperparameters = [
    Hyperparameter<Self>("trial", \.trial, .atLeast(0), "γ, the trial step over the step")
  ]

  /// γ; 1 is Korpelevich's.
  public var trial: Coefficient = 1.0

  public init() {}

  public func update(_ step: Step, probe: Probe, state s: inout RuleState) -> Tensor {
    let eta = step.learningRate
    return step.p - eta * probe.gradient(step.p - trial * eta * step.g)
  }
}
