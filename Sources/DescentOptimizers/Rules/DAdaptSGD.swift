public import DescentCore

/// D-Adaptation of SGD: an estimate from below of the distance to the solution is the rate.
///
/// Defazio & Mishchenko 2023, arXiv:2301.07733, Algorithm 4, with its momentum as in the authors'
/// code and pytorch_optimizer.
public struct DAdaptSGD: UpdateRule {
  public static let name = "dadapt-sgd"
  public static let summary = "SGD whose rate is an estimate of the distance to the solution."
  public static let formula = """
    ηₜ = dₜ₋₁·η/‖g₁‖                            d₀ = d-first, t = 1, 2, …
    rₜ = rₜ₋₁ + ηₜ·⟨gₜ, sₜ₋₁⟩     sₜ = sₜ₋₁ + ηₜ·gₜ     r₀ = 0, s₀ = 0
    dₜ = max(dₜ₋₁, min(2·rₜ/‖sₜ‖, growth·dₜ₋₁))
    pₜ = µ·pₜ₋₁ + (1 − µ)·(p₀ − sₜ)
    """
  public static let source = "Defazio & Mishchenko 2023, arXiv:2301.07733, Algorithm 4"
  public static let defaultLearningRate = 1.0
  public static let view = ParameterView.vector
  public static let hyperparameters = [
    Hyperparameter<Self>("momentum", \.momentum, .within(0..<1), "µ, what stays of the last point"),
    Hyperparameter("d-first", \.dFirst, .above(0), "d₀, below the distance to the solution"),
    Hyperparameter("growth", \.growth, .above(1), "the most that d grows by in a step"),
  ]

  /// µ.
  public var momentum: Coefficient = 0.9
  /// d₀.
  public var dFirst = 1e-6
  /// The most that d grows by in a step; nil for no bound.
  public var growth: Double?

  public init() {}

  public func initialState(for p: Tensor) -> RuleState {
    ["start": p, "s": .zeros(like: p), "d": Tensor(dFirst), "r": Tensor(0), "first": Tensor(0)]
  }

  public func update(_ step: Step, state s: inout RuleState) -> Tensor {
    // The first gradient that is not 0.
    s.first = select(s.first .== 0, norm(step.g), s.first)
    let rate = select(s.first .== 0, 0, s.d * step.learningRate / s.first)
    s.r += rate * (step.g * s.s).sum()
    s.s += rate * step.g
    let size = norm(s.s)
    let estimate = select(size .> 0, 2 * s.r / size, 0)
    s.d = max(s.d, growth.map { min(estimate, $0 * s.d) } ?? estimate)
    return momentum * step.p + (1 - momentum) * (s.start - s.s)
  }
}
