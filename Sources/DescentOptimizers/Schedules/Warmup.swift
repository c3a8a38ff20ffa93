/// A rate that rises in a straight line before a schedule begins.
///
///     fₖ = start + (1 − start)·k/warmup     k = 0, …, warmup − 1
///
/// Goyal et al. 2017, arXiv:1706.02677, section 2.2; Optax's `linear_schedule` joined before
/// another one: with start = 0 the first step does not move.
public struct Warmup: Configurable {
  public static let name = "schedule"
  public static let hyperparameters = [
    Hyperparameter<Self>("warmup", \.steps, .count(atLeast: 0), "steps before the schedule"),
    Hyperparameter("start", \.start, .atLeast(0), "the factor at the first of them"),
  ]

  /// How many steps it takes.
  public var steps = 0.0
  /// The factor at the first step.
  public var start = 0.0

  public init() {}

  func factor(at step: Int) -> Double { start + (1 - start) * Double(step) / steps }
}
