public import DescentCore

/// DoWG: DoG with gradients weighed by the distance at which they were taken.
///
/// Khaled, Mishchenko & Jin 2023, arXiv:2305.16284, Algorithm 1, as in Optax.
public struct DoWG: UpdateRule {
  public static let name = "dowg"
  public static let summary = "DoG with gradients weighed by the distance they were taken at."
  public static let formula = """
    rₜ = max(rₜ₋₁, ‖pₜ₋₁ − p₀‖²)     r₀ = s     vₜ = vₜ₋₁ + rₜ·‖gₜ‖²     v₀ = 0
    pₜ = pₜ₋₁ − η·rₜ/(√vₜ + ε)·gₜ     t = 1, 2, …
    """
  public static let source = "Khaled, Mishchenko & Jin 2023, arXiv:2305.16284, Algorithm 1"
  public static let defaultLearningRate = 1.0
  public static let view = ParameterView.vector
  public static let hyperparameters = [
    Hyperparameter<Self>(
      "first-distance", \.firstDistance, .above(0), "s, a squared distance; none: epsilon"),
    Hyperparameter("epsilon", \.epsilon, .above(0), "ε, in the units of p·g"),
  ]

  /// s; nil for ε.
  public var firstDistance: Double?
  /// ε.
  public var epsilon = 1e-4

  public init() {}

  public func initialState(for p: Tensor) -> RuleState {
    ["start": p, "distance": Tensor(firstDistance ?? epsilon), "squares": Tensor(0)]
  }

  public func update(_ step: Step, state s: inout RuleState) -> Tensor {
    s.distance = max(s.distance, square(step.p - s.start).sum())
    s.squares += s.distance * square(step.g).sum()
    let rate = s.distance / (sqrt(s.squares) + epsilon)
    return step.p - step.learningRate * (rate * step.g)
  }
}
