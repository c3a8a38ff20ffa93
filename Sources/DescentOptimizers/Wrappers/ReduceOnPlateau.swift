public import DescentCore

/// Lowers the learning rate when the training value has stopped falling.
///
/// x is the mean of `window` values. Optax's `contrib.reduce_on_plateau`; the schedule `plateau`
/// goes by the losses of epochs instead.
public struct ReduceOnPlateau: Wrapper {
  public static let name = "reduce-on-plateau"
  public static let summary = "Lowers the learning rate when the value has stopped falling."
  public static let formula = """
    best ← x, n ← 0                       where x < (1 − rtol)·best − atol
    n ← n + 1                             else, but not in the c steps after a cut
    η ← max(a·η, lowest), n ← 0           where n = patience
    """
  public static let source = "Optax's contrib.reduce_on_plateau"
  public static let hyperparameters = [
    Hyperparameter<Self>("factor", \.factor, .above(0, through: 1), "a, of each cut"),
    Hyperparameter("patience", \.patience, .count(atLeast: 1), "values without a better one"),
    Hyperparameter("relative", \.relative, .within(0...1), "rtol, a better one's least gain"),
    Hyperparameter("absolute", \.absolute, .atLeast(0), "atol, added to it"),
    Hyperparameter("cooldown", \.cooldown, .count(atLeast: 0), "c, values ignored after a cut"),
    Hyperparameter("window", \.window, .count(atLeast: 1), "steps whose mean value is x"),
    Hyperparameter("lowest", \.lowest, .within(0...1), "the factor of η below which none goes"),
  ]

  /// a, patience, c and the window.
  public var (factor, patience, cooldown, window) = (0.1, 10.0, 0.0, 1.0)
  /// rtol, atol and the lowest factor.
  public var (relative, absolute, lowest) = (1e-4, 0.0, 0.0)

  public init() {}

  public func initialState(for p: Tensor) -> RuleState {
    [
      "scale": Tensor(1), "best": Tensor(.greatestFiniteMagnitude), "stale": Tensor(0),
      "cooldown": Tensor(0), "count": Tensor(0), "mean": Tensor(0),
    ]
  }

  public func update(_ step: Step, state s: inout RuleState, inner: inout Inner) -> Tensor {
    let value = step.requiredProbe(for: Self.name).value.cast(to: .float64)
    let count = s.count + 1
    let mean = (s.count * s.mean + value) / count
    var due = s
    judge(mean, &due)
    s.count = count
    s.mean = mean
    for name in s.names { s[name] = select(count .== window, due[name], s[name]) }
    var step = step
    step.learningRate *= s.scale
    return inner.update(step)
  }

  /// What is remembered after a full window.
  private func judge(_ x: Tensor, _ s: inout RuleState) {
    let isBetter = x .< (1 - relative) * s.best - absolute
    let isCooling = s.cooldown .> 0
    let stale = select(isBetter .| isCooling, 0, s.stale + 1)
    let isCut = stale .== patience
    s.best = select(isBetter, x, s.best)
    s.scale = max(select(isCut, factor * s.scale, s.scale), lowest)
    s.cooldown = select(isCut, cooldown, select(isCooling, s.cooldown - 1, s.cooldown))
    s.stale = select(isCut, 0, stale)
    (s.count, s.mean) = (.zeros(like: s.count), .zeros(like: s.mean))
  }
}
