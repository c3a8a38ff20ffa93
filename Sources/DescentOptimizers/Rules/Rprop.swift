public import DescentCore

/// Rprop: every element has a step size of its own, and only the sign of its gradient counts.
///
/// Riedmiller & Braun 1993, doi:10.1109/ICNN.1993.298623, in the form iRprop⁻ of Igel & Hüsken 2000: after
/// a change of sign the element stays. PyTorch's `Rprop`; Optax's takes every step one gradient
/// later, which no setting gives. The learning rate is the first step size and nothing else. For
/// gradients over all of the data.
public struct Rprop: UpdateRule {
  public static let name = "rprop"
  public static let summary = "A step size for each element, from the signs of its gradients."
  public static let formula = """
    Δₜ = Δₜ₋₁·η⁺  where gₜ·gₜ₋₁ > 0,  Δₜ₋₁·η⁻ where < 0, else Δₜ₋₁     within [least, most], Δ₁ = η
    gₜ ← 0        where gₜ·gₜ₋₁ < 0
    pₜ = pₜ₋₁ − Δₜ·sign(gₜ)
    """
  public static let source = "Riedmiller & Braun 1993; Igel & Hüsken 2000, iRprop⁻"
  public static let defaultLearningRate = 0.01
  public static let rateCourse = RateCourse.first
  public static let tuning: String? = "the epochs, since each is one step"
  public static let batch = BatchUse.whole
  public static let hyperparameters = [
    Hyperparameter<Self>("decrease", \.decrease, .within(0..<1), "η⁻, after a change of sign"),
    Hyperparameter("increase", \.increase, .atLeast(1), "η⁺, while the sign stays"),
    Hyperparameter("smallest", \.smallest, .atLeast(0), "the least step size"),
    Hyperparameter("largest", \.largest, .above(0), "the largest step size"),
  ]

  /// η⁻ and η⁺.
  public var (decrease, increase): (Coefficient, Coefficient) = (0.5, 1.2)
  /// The bounds of the step sizes.
  public var (smallest, largest): (Coefficient, Coefficient) = (1e-6, 50.0)

  public init() {}

  public func initialState(for p: Tensor) -> RuleState { .zeros("size", "last", like: p) }

  public func update(_ step: Step, state s: inout RuleState) -> Tensor {
    let agreement = step.g * s.last
    let last = select(step.t .== 1, step.learningRate, s.size)
    let grown = select(agreement .< 0, last * decrease, last)
    let size = select(agreement .> 0, last * increase, grown)
    s.size = min(max(size, smallest.tensor), largest.tensor)
    s.last = select(agreement .< 0, 0, step.g)
    return step.p - s.size * sign(s.last)
  }
}
