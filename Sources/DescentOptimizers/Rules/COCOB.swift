public import DescentCore

/// COCOB: a bet on each coordinate's gradient, with the winnings so far; no learning rate.
///
/// Orabona & Tommasi 2017, arXiv:1705.07795, Algorithm 2. As in Optax η scales the gradients.
public struct COCOB: UpdateRule {
  public static let name = "cocob"
  public static let summary = "A bet on each coordinate's gradient with the winnings so far."
  public static let formula = """
    cₜ = η·gₜ
    Lₜ = max(Lₜ₋₁, |cₜ|)     L₀ = ε     Gₜ = Gₜ₋₁ + |cₜ|     θₜ = θₜ₋₁ − cₜ
    Rₜ = max(Rₜ₋₁ − cₜ·(pₜ₋₁ − p₀), 0)           G₀ = θ₀ = R₀ = 0
    pₜ = p₀ + θₜ/(Lₜ·max(Gₜ + Lₜ, α·Lₜ))·(Lₜ + Rₜ)     t = 1, 2, …
    """
  public static let source = "Orabona & Tommasi 2017, arXiv:1705.07795, Algorithm 2"
  public static let defaultLearningRate = 1.0
  public static let hyperparameters = [
    Hyperparameter<Self>("alpha", \.alpha, .above(0), "α, larger for smaller first steps"),
    Hyperparameter("epsilon", \.epsilon, .above(0), "ε, in the units of g"),
  ]

  /// α.
  public var alpha: Coefficient = 100.0
  /// ε.
  public var epsilon = 1e-8

  public init() {}

  public func initialState(for p: Tensor) -> RuleState {
    [
      "start": p, "largest": .filled(epsilon, like: p), "sum": .zeros(like: p),
      "theta": .zeros(like: p), "reward": .zeros(like: p),
    ]
  }

  public func update(_ step: Step, state s: inout RuleState) -> Tensor {
    let c = step.learningRate * step.g
    s.largest = max(s.largest, abs(c))
    s.sum += abs(c)
    s.reward = max(s.reward - c * (step.p - s.start), 0)
    s.theta -= c
    let bound = s.largest * max(s.sum + s.largest, alpha * s.largest)
    return s.start + s.theta / bound * (s.largest + s.reward)
  }
}
