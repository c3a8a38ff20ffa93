/// A factor that rises to 1 before a schedule begins.
///
///     fₖ = start → 1 by `shape`, at p = k/warmup     k = 0, …, warmup − 1
///
/// Goyal et al. 2017, arXiv:1706.02677, section 2.2: `constant` and `linear`. Optax's
/// `linear_schedule` joined before another one: with start = 0 the first step does not move. The
/// (k + 1)/w of others is warmup = w − 1, start = 1/w.
public struct Warmup: Configurable {
  public static let name = "schedule"
  public static let hyperparameters = [
    Hyperparameter<Self>("warmup", \.steps, .count(atLeast: 0), "steps before the schedule"),
    Hyperparameter("start", \.start, .atLeast(0), "the factor at the first of them"),
    Hyperparameter("warmup-shape", \.shape, "how the factor rises"),
  ]

  /// How many steps it takes.
  public var steps = 0.0
  /// The factor at the first step.
  public var start = 0.0
  /// How the factor rises.
  public var shape = Transition.linear

  public init() {}

  func factor(atPosition position: Double) -> Double {
    shape.value(position / steps, from: start, to: 1)
  }
}
