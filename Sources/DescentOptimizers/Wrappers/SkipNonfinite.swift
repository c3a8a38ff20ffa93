public import DescentCore

/// Passes over steps whose gradient is not finite: nothing moves, and nothing is remembered.
///
/// Optax's `apply_if_finite`.
public struct SkipNonfinite: Wrapper {
  public static let name = "skip-nonfinite"
  public static let summary = "Passes over steps whose gradient is not finite."
  public static let formula = """
    p ← p                            where an element of g is NaN or infinite
    p ← update(p, g)     t ← t + 1   else, and after more than n such gradients in a row
    """
  public static let source = "Optax's apply_if_finite"
  public static let hyperparameters = [
    Hyperparameter<Self>(
      "limit", \.limit, .countOrInfinity(atLeast: 0),
      "n, the steps in a row that are passed over before one is taken all the same")
  ]

  /// n.
  public var limit = Double.infinity

  public init() {}

  public func initialState(for p: Tensor) -> RuleState { ["row": Tensor(0), "all": Tensor(0)] }

  public func update(_ step: Step, state s: inout RuleState, inner: inout Inner) -> Tensor {
    let isFinite = not((not(DescentCore.isFinite(step.g))).cast(to: .float64).sum() .> 0)
    s.row = select(isFinite, 0, s.row + 1)
    let counts = limit.isInfinite ? isFinite : isFinite .| (s.row .> limit)
    let old = inner.state
    var step = step
    // What is inside counts its own steps.
    step.t -= s.all
    let p = inner.update(step)
    inner.keep(where: counts, otherwise: old)
    s.all = s.all + select(counts, 0, Tensor(1))
    return select(counts, p, step.p)
  }
}
