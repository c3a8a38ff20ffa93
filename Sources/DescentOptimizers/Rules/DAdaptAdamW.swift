public import DescentCore

/// D-Adaptation of AdamW: an estimate from below of the distance to the solution is the rate.
///
/// Defazio & Mishchenko 2023, arXiv:2301.07733, Algorithm 5, in Optax's form, which corrects the
/// rate for bias; the authors' code does not (bias-correction=false).
public struct DAdaptAdamW: UpdateRule {
  public static let name = "dadapt-adamw"
  public static let summary = "AdamW whose rate is an estimate of the distance to the solution."
  public static let formula = """
    ηₜ = dₜ₋₁·η·√(1 − β₂ᵗ)/(1 − β₁ᵗ)             d₀ = d-first, t = 1, 2, …
    rₜ = √β₂·rₜ₋₁ + (1 − √β₂)·ηₜ·⟨gₜ, sₜ₋₁/(√vₜ₋₁ + ε)⟩     r₀ = 0
    mₜ = β₁·mₜ₋₁ + (1 − β₁)·ηₜ·gₜ     vₜ = β₂·vₜ₋₁ + (1 − β₂)·gₜ²     m₀ = v₀ = 0
    sₜ = √β₂·sₜ₋₁ + (1 − √β₂)·ηₜ·gₜ              s₀ = 0
    dₜ = max(dₜ₋₁, rₜ/((1 − √β₂)·‖sₜ‖₁))
    pₜ = pₜ₋₁ − mₜ/(√vₜ + ε) − ηₜ·λ·pₜ₋₁
    """
  public static let source =
    "Defazio & Mishchenko 2023, arXiv:2301.07733, Algorithm 5; Optax's form"
  public static let defaultLearningRate = 1.0
  public static let view = ParameterView.vector
  public static let hyperparameters = [
    Hyperparameter<Self>("beta1", \.beta1, .within(0..<1), "β₁, decay of the mean of g"),
    Hyperparameter("beta2", \.beta2, .within(0..<1), "β₂, decay of the mean of g²"),
    Hyperparameter("epsilon", \.epsilon, .above(0), "ε, in the units of g"),
    Hyperparameter("d-first", \.dFirst, .above(0), "d₀, below the distance to the solution"),
    Hyperparameter("weight-decay", \.weightDecay, .atLeast(0), "λ"),
    Hyperparameter("bias-correction", \.correctsBias, "whether the rate is corrected"),
  ]

  /// β₁, β₂ and ε.
  public var (beta1, beta2, epsilon): (Coefficient, Coefficient, Coefficient) = (0.9, 0.999, 1e-8)
  /// λ.
  public var weightDecay: Coefficient = 0.0
  /// d₀.
  public var dFirst = 1e-6
  /// Whether the rate is corrected for bias.
  public var correctsBias = true

  public init() {}

  public func initialState(for p: Tensor) -> RuleState {
    [
      "m": .zeros(like: p), "v": .zeros(like: p), "s": .zeros(like: p),
      "r": Tensor(0), "d": Tensor(dFirst),
    ]
  }

  public func update(_ step: Step, state s: inout RuleState) -> Tensor {
    let (t, g, root) = (step.t, step.g, sqrt(beta2))
    let correction = correctsBias ? rateCorrection(beta1, beta2, t) : Tensor(1)
    let rate = s.d * step.learningRate * correction
    let overlap = (g * (s.s / (sqrt(s.v) + epsilon))).sum()
    s.r = root * s.r + (1 - root) * rate * overlap
    s.m = beta1 * s.m + (1 - beta1) * rate * g
    s.v = beta2 * s.v + (1 - beta2) * g * g
    s.s = root * s.s + (1 - root) * rate * g
    let size = abs(s.s).sum()
    s.d = max(s.d, select(size .> 0, s.r / ((1 - root) * size), 0))
    return step.p - s.m / (sqrt(s.v) + epsilon) - rate * weightDecay * step.decayed
  }
}
