public import DescentCore

/// Hands on the sum of k gradients at every k-th step and zeros in between.
///
/// Optax's `apply_every`, placed before the rule. Moments decay at the steps in between;
/// `accumulate` is what leaves them alone.
public struct ApplyEvery: Wrapper {
  public static let name = "apply-every"
  public static let summary = "Hands on the sum of k gradients every k steps, zeros in between."
  public static let formula = """
    s ← s + g                        at every step
    g ← s,  s ← 0                    at every k-th step
    g ← 0                            at the others, of which what is inside knows
    """
  public static let source = "Optax's apply_every"
  public static let joinsBatches = true
  public static let hyperparameters = [
    Hyperparameter<Self>("every", \.every, .count(atLeast: 1), "k, gradients a sum")
  ]

  /// k.
  public var every = 2.0

  public init() {}

  public func initialState(for p: Tensor) -> RuleState { .zeros("sum", like: p) }

  public func update(_ step: Step, state s: inout RuleState, inner: inout Inner) -> Tensor {
    var step = step
    let sum = s.sum + step.g
    let isDue = step.number.isMultiple(of: every.wholeSteps)
    (step.g, s.sum) = isDue ? (sum, .zeros(like: sum)) : (.zeros(like: sum), sum)
    return inner.update(step)
  }
}
