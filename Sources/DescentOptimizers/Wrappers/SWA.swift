public import DescentCore

/// Stochastic weight averaging: the mean of the parameters at some steps late in the run, with
/// which the function is evaluated.
///
/// Izmailov et al. 2018, arXiv:1803.05407, algorithm 1; PyTorch's `AveragedModel`, whose first call
/// copies. The paper begins at 75 % of the run and takes the end of each cycle of the schedule.
public struct SWA: TailAverage {
  public static let name = "swa"
  public static let summary = "Evaluates the mean of the parameters late in the run."
  public static let formula = """
    a = p                             before the step `start`
    a ← a + (p − a)/n                 at every k-th step after it, n = 1, 2, …; evaluated at a
    """
  public static let source =
    "Izmailov et al. 2018, arXiv:1803.05407, algorithm 1; PyTorch's AveragedModel"
  public static let role: WrapperRole? = .average
  public static let hyperparameters = [
    startSetting(\.start),
    Hyperparameter("every", \.every, .count(atLeast: 1), "k, steps from one summand to the next"),
  ]

  public var start = 0.75
  /// k.
  public var every = 1.0

  public init() {}

  public func update(_ step: Step, state s: inout RuleState, inner: inout Inner) -> Tensor {
    let p = inner.update(step)
    if step.number.isAtMost(start.wholeSteps) {
      s.average = p
    } else if step.number.isMultiple(of: every.wholeSteps) {
      s.count = s.count + 1
      s.average = s.average + (p - s.average) / s.count
    }
    return p
  }
}
