public import DescentCore

/// MADGRAD: dual averaging from the start, with a cube root in the place of AdaGrad's square root.
///
/// Defazio & Jelassi 2021, arXiv:2101.11075, Algorithm 1. Optax's `madgrad`, with the authors' η + ε.
public struct MADGRAD: UpdateRule {
  public static let name = "madgrad"
  public static let summary =
    "Dual averaging from the start, over the cube root of the squares."
  public static let formula = """
    λₜ = (η + ε)·√t                            t = 1, 2, …
    sₜ = sₜ₋₁ + λₜ·gₜ     vₜ = vₜ₋₁ + λₜ·gₜ²     s₀ = v₀ = 0
    zₜ = p₀ − sₜ/(∛vₜ + ε)
    pₜ = µ·pₜ₋₁ + (1 − µ)·zₜ
    """
  public static let source = "Defazio & Jelassi 2021, arXiv:2101.11075, Algorithm 1"
  public static let defaultLearningRate = 0.01
  public static let hyperparameters = [
    Hyperparameter<Self>("momentum", \.momentum, .within(0..<1), "µ, what stays of the last point"),
    Hyperparameter("epsilon", \.epsilon, .atLeast(0), "ε, in the units of g"),
  ]

  /// µ and ε.
  public var (momentum, epsilon): (Coefficient, Coefficient) = (0.9, 1e-6)

  public init() {}

  public func initialState(for p: Tensor) -> RuleState {
    ["start": p, "s": .zeros(like: p), "v": .zeros(like: p)]
  }

  public func update(_ step: Step, state s: inout RuleState) -> Tensor {
    let lambda = (step.learningRate + epsilon) * sqrt(step.t)
    s.s += lambda * step.g
    s.v += lambda * step.g * step.g
    let z = s.start - s.s / (cbrt(s.v) + epsilon)
    return momentum * step.p + (1 - momentum) * z
  }
}
