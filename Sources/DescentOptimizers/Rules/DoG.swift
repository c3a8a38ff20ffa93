public import DescentCore

/// DoG: the rate is the distance from the start over the root of the gradients' squares.
///
/// Ivgi, Hinder & Carmon 2023, arXiv:2302.12022, equation 2, as in Optax. The first step may be set
/// by a distance, by that relative to p₀ (the authors' choice), or by a rate.
public struct DoG: UpdateRule {
  public static let name = "dog"
  public static let summary = "The rate is the distance from the start over the gradients' norm."
  public static let formula = """
    rₜ = max(rₜ₋₁, ‖pₜ₋₁ − p₀‖)     Gₜ = Gₜ₋₁ + ‖gₜ‖²     G₀ = 0
    pₜ = pₜ₋₁ − η·rₜ/√(Gₜ + ε)·gₜ     t = 1, 2, …
    heuristic: r₀ = s·(1 + ‖p₀‖)     distance: r₀ = s     learning-rate: r₀ = 0, p₁ = p₀ − η·s·g₁
    """
  public static let source = "Ivgi, Hinder & Carmon 2023, arXiv:2302.12022, equation 2"
  public static let defaultLearningRate = 1.0
  public static let tuning: String? = "first-step, or the number of steps"
  public static let view = ParameterView.vector
  public static let hyperparameters = [
    Hyperparameter<Self>("first", \.first, "what sets the first step"),
    Hyperparameter("first-step", \.firstStep, .above(0), "s, its size"),
    Hyperparameter("epsilon", \.epsilon, .above(0), "ε, in the units of g²"),
  ]

  /// What sets the first step.
  public enum First: String, SettingChoice {
    case heuristic, distance
    case learningRate = "learning-rate"
  }

  /// What sets the first step.
  public var first = First.heuristic
  /// s.
  public var firstStep = 1e-6
  /// ε.
  public var epsilon: Coefficient = 1e-8

  public init() {}

  public func initialState(for p: Tensor) -> RuleState {
    let distance =
      switch first {
      case .heuristic: (firstStep * (1 + norm(p))).cast(to: .float64)
      case .distance: Tensor(firstStep)
      case .learningRate: Tensor(0)
      }
    return ["start": p, "distance": distance, "squares": Tensor(0)]
  }

  public func update(_ step: Step, state s: inout RuleState) -> Tensor {
    s.distance = max(s.distance, norm(step.p - s.start))
    s.squares += square(step.g).sum()
    var rate = s.distance / sqrt(s.squares + epsilon)
    if first == .learningRate { rate = select(step.t .== 1, firstStep, rate) }
    return step.p - step.learningRate * (rate * step.g)
  }
}
