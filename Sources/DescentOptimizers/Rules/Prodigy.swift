public import DescentCore

/// Prodigy: D-Adaptation of AdamW that reaches the distance to the solution faster.
///
/// Mishchenko & Defazio 2024, arXiv:2306.06101, Algorithm 4, in Optax's form, which corrects the
/// rate for bias; bias-correction=false is the default of the authors and of pytorch_optimizer.
public struct Prodigy: UpdateRule {
  public static let name = "prodigy"
  public static let summary = "D-Adaptation of AdamW that finds the distance faster."
  public static let formula = """
    ηₜ = dₜ₋₁·η·√(1 − β₂ᵗ)/(1 − β₁ᵗ)                          d₀ = d-first, t = 1, 2, …
    mₜ = β₁·mₜ₋₁ + (1 − β₁)·dₜ₋₁·gₜ     vₜ = β₂·vₜ₋₁ + (1 − β₂)·(dₜ₋₁·gₜ)²
    rₜ = β₃·rₜ₋₁ + (dₜ₋₁/d₀)·ηₜ·⟨gₜ, p₀ − pₜ₋₁⟩
    sₜ = β₃·sₜ₋₁ + (dₜ₋₁/d₀)·ηₜ·gₜ                           safeguard: dₜ₋₁ in the place of ηₜ
    dₜ = max(dₜ₋₁, c·rₜ/‖sₜ‖₁)                              m₀ = v₀ = s₀ = 0, r₀ = 0
    pₜ = pₜ₋₁ − ηₜ·(mₜ/(√vₜ + dₜ·ε) + λ·pₜ₋₁)
    """
  public static let source =
    "Mishchenko & Defazio 2024, arXiv:2306.06101, Algorithm 4; Optax's form"
  public static let defaultLearningRate = 1.0
  public static let view = ParameterView.vector
  public static let hyperparameters = [
    Hyperparameter<Self>("beta1", \.beta1, .within(0..<1), "β₁, decay of the mean of g"),
    Hyperparameter("beta2", \.beta2, .within(0..<1), "β₂, decay of the mean of g²"),
    Hyperparameter("beta3", \.beta3, .within(0..<1), "β₃, decay of r and s; none: √β₂"),
    Hyperparameter("epsilon", \.epsilon, .above(0), "ε, in the units of g"),
    Hyperparameter("d-first", \.dFirst, .above(0), "d₀, below the distance to the solution"),
    Hyperparameter("d-factor", \.dFactor, .above(0), "c, the factor of the estimate"),
    Hyperparameter("weight-decay", \.weightDecay, .atLeast(0), "λ"),
    Hyperparameter("bias-correction", \.correctsBias, "whether the rate is corrected"),
    Hyperparameter("safeguard", \.isSafeguarded, "whether warm-up is kept out of the estimate"),
  ]

  /// β₁, β₂ and ε.
  public var (beta1, beta2, epsilon): (Coefficient, Coefficient, Coefficient) = (0.9, 0.999, 1e-8)
  /// β₃; nil for √β₂.
  public var beta3: Double?
  /// c and λ.
  public var (dFactor, weightDecay): (Coefficient, Coefficient) = (1.0, 0.0)
  /// d₀.
  public var dFirst = 1e-6
  /// Whether the rate is corrected for bias, and warm-up kept out of the estimate.
  public var (correctsBias, isSafeguarded) = (true, false)

  public init() {}

  public func initialState(for p: Tensor) -> RuleState {
    [
      "start": p, "m": .zeros(like: p), "v": .zeros(like: p), "s": .zeros(like: p),
      "r": Tensor(0), "d": Tensor(dFirst),
    ]
  }

  public func update(_ step: Step, state s: inout RuleState) -> Tensor {
    let (t, g, d) = (step.t, step.g, s.d)
    let decay = beta3.map { Tensor($0) } ?? sqrt(beta2)
    let correction = correctsBias ? rateCorrection(beta1, beta2, t) : Tensor(1)
    let rate = d * step.learningRate * correction
    s.m = beta1 * s.m + (1 - beta1) * d * g
    s.v = beta2 * s.v + (1 - beta2) * square(d * g)
    s.r = decay * s.r + d / dFirst * rate * (g * (s.start - step.p)).sum()
    s.s = decay * s.s + d / dFirst * (isSafeguarded ? d : rate) * g
    let size = abs(s.s).sum()
    s.d = max(d, select(size .> 0, dFactor * s.r / size, 0))
    let u = s.m / (sqrt(s.v) + s.d * epsilon)
    return step.p - rate * (u + weightDecay * step.decayed)
  }
}
