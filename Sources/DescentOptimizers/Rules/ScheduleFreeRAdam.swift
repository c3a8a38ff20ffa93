public import DescentCore

/// Schedule-free RAdam: schedule-free AdamW whose warm-up is RAdam's rectification.
///
/// Defazio et al. 2024, arXiv:2405.15682, with Liu et al. 2020, arXiv:1908.03265, as in the authors'
/// `schedulefree`: the first steps, in which v says too little, are left out, or are SGD's.
public struct ScheduleFreeRAdam: ScheduleFreeRule {
  public static let name = "schedule-free-radam"
  public static let summary = "Schedule-free AdamW with RAdam's rectified beginning."
  public static let formula = """
    vₜ = β₂·vₜ₋₁ + (1 − β₂)·gₜ²                   gₜ = ∇f(yₜ₋₁), v₀ = 0
    ρₜ = ρ − 2·t·β₂ᵗ/(1 − β₂ᵗ)                    ρ = 2/(1 − β₂) − 1
    ρₜ > 4: dₜ = gₜ/(√(vₜ/(1 − β₂ᵗ)) + ε) + λ·yₜ₋₁
            ηₜ = η·√((ρₜ − 4)(ρₜ − 2)·ρ/((ρ − 4)(ρ − 2)·ρₜ))
    else:   dₜ = gₜ + λ·yₜ₋₁, ηₜ = 0; silent=false: ηₜ = η

    """ + ScheduleFreeAveraging.formula
  public static let source = "Defazio et al. 2024, arXiv:2405.15682; Liu et al. 2020"
  public static let defaultLearningRate = 0.0025
  public static let tuning: String? = "the learning rate"
  public static let hyperparameters = [
    Hyperparameter<Self>("beta1", \.averaging.beta, .above(0, through: 1), "β, x's part of y"),
    Hyperparameter("beta2", \.beta2, .within(0..<1), "β₂, decay of the mean of g²"),
    Hyperparameter("epsilon", \.epsilon, .atLeast(0), "ε, in the units of g"),
    Hyperparameter("weight-decay", \.weightDecay, .atLeast(0), "λ, of y"),
    Hyperparameter("step-power", \.averaging.stepPower, .atLeast(0), "r, of t in the weight"),
    Hyperparameter("rate-power", \.averaging.ratePower, .atLeast(0), "q, of η in the weight"),
    Hyperparameter("silent", \.isSilent, "whether the first steps are left out"),
  ]

  /// How z is averaged.
  public var averaging = ScheduleFreeAveraging()
  /// β₂, ε and λ.
  public var (beta2, epsilon, weightDecay): (Coefficient, Coefficient, Coefficient) =
    (0.999, 1e-8, 0.0)
  /// Whether the first steps are left out.
  public var isSilent = true

  public init() {}

  public func initialState(for p: Tensor) -> RuleState {
    averaging.initialState(for: p).declaring(.zeros("v", like: p))
  }

  public func update(_ step: Step, state s: inout RuleState) -> Tensor {
    s.v = beta2 * s.v + (1 - beta2) * step.g * step.g
    let (rho, factor) = rectification(beta2, step.t)
    let rate = step.learningRate * select(rho .> 4, factor, isSilent ? 0 : 1)
    let scaled = step.g / (sqrt(s.v / (1 - pow(beta2, step.t))) + epsilon)
    let d = select(rho .> 4, scaled, step.g) + weightDecay * step.decayed
    return averaging.update(step, along: d, rate: rate, weighed: rate, state: &s)
  }
}
