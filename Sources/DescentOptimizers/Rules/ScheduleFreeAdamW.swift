public import DescentCore

/// Schedule-free AdamW: an average of the iterates in the place of momentum and schedule.
///
/// Defazio et al. 2024, arXiv:2405.15682, Algorithm 1, as in the authors' `schedulefree`: the decay
/// is taken at y. Optax's is the same but for warm-up, which late-warmup=true makes its own.
public struct ScheduleFreeAdamW: ScheduleFreeRule {
  public static let name = "schedule-free-adamw"
  public static let summary = "AdamW that averages its iterates in the place of a schedule."
  public static let formula = """
    vₜ = β₂·vₜ₋₁ + (1 − β₂)·gₜ²                   gₜ = ∇f(yₜ₋₁), v₀ = 0
    dₜ = gₜ/(√(vₜ/(1 − β₂ᵗ)) + ε) + λ·yₜ₋₁

    """ + ScheduleFreeAveraging.formula
  public static let source = "Defazio et al. 2024, arXiv:2405.15682, Algorithm 1"
  public static let defaultLearningRate = 0.0025
  public static let hyperparameters = [
    Hyperparameter<Self>("beta1", \.averaging.beta, .above(0, through: 1), "β, x's part of y"),
    Hyperparameter("beta2", \.beta2, .within(0..<1), "β₂, decay of the mean of g²"),
    Hyperparameter("epsilon", \.epsilon, .atLeast(0), "ε, in the units of g"),
    Hyperparameter("weight-decay", \.weightDecay, .atLeast(0), "λ, of y"),
    Hyperparameter("step-power", \.averaging.stepPower, .atLeast(0), "r, of t in the weight"),
    Hyperparameter("rate-power", \.averaging.ratePower, .atLeast(0), "q, of η in the weight"),
    Hyperparameter("warmup", \.warmup.steps, .count(atLeast: 0), "steps until the rate is η"),
    Hyperparameter("late-warmup", \.warmup.isLate, "whether the first step's rate is 0"),
  ]

  /// How z is averaged.
  public var averaging = ScheduleFreeAveraging()
  /// How the rate begins.
  public var warmup = ScheduleFreeWarmup()
  /// β₂, ε and λ.
  public var (beta2, epsilon, weightDecay): (Coefficient, Coefficient, Coefficient) =
    (0.999, 1e-8, 0.0)

  public init() {}

  public func initialState(for p: Tensor) -> RuleState {
    averaging.initialState(for: p).declaring(.zeros("v", like: p))
  }

  public func update(_ step: Step, state s: inout RuleState) -> Tensor {
    s.v = beta2 * s.v + (1 - beta2) * step.g * step.g
    let d = step.g / (sqrt(s.v / (1 - pow(beta2, step.t))) + epsilon)
    let (rate, weighed) = warmup.rates(step)
    return averaging.update(
      step, along: d + weightDecay * step.decayed, rate: rate, weighed: weighed, state: &s)
  }
}
