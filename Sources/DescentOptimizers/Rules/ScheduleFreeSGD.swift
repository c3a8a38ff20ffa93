public import DescentCore

/// Schedule-free SGD: no schedule, but an average of the iterates that gradients are taken close to.
///
/// Defazio et al. 2024, arXiv:2405.15682, equations 3 to 5, as in the authors' `schedulefree`.
/// Optax's is the same but for warm-up, which late-warmup=true makes its own.
public struct ScheduleFreeSGD: ScheduleFreeRule {
  public static let name = "schedule-free-sgd"
  public static let summary = "SGD that averages its iterates in the place of a schedule."
  public static let formula = "dₜ = ∇f(yₜ₋₁)\n" + ScheduleFreeAveraging.formula
  public static let source = "Defazio et al. 2024, arXiv:2405.15682"
  public static let defaultLearningRate = 1.0
  public static let tuning: String? = "the learning rate, larger than with a schedule"
  public static let hyperparameters = [
    Hyperparameter<Self>("momentum", \.averaging.beta, .above(0, through: 1), "β, x's part of y"),
    Hyperparameter("step-power", \.averaging.stepPower, .atLeast(0), "r, of t in the weight"),
    Hyperparameter("rate-power", \.averaging.ratePower, .atLeast(0), "q, of η in the weight"),
    Hyperparameter("warmup", \.warmup.steps, .count(atLeast: 0), "steps until the rate is η"),
    Hyperparameter("late-warmup", \.warmup.isLate, "whether the first step's rate is 0"),
  ]

  /// How z is averaged.
  public var averaging = ScheduleFreeAveraging()
  /// How the rate begins.
  public var warmup = ScheduleFreeWarmup()

  public init() {}

  public func initialState(for p: Tensor) -> RuleState { averaging.initialState(for: p) }

  public func update(_ step: Step, state s: inout RuleState) -> Tensor {
    let (rate, weighed) = warmup.rates(step)
    return averaging.update(step, along: step.g, rate: rate, weighed: weighed, state: &s)
  }
}
