public import DescentCore

/// Polyak-Ruppert averaging: the mean of the last part of the iterates, with which the function is
/// evaluated.
///
/// Ruppert 1988; Polyak & Juditsky 1992; begun late: Rakhlin, Shamir & Sridharan 2012,
/// arXiv:1109.5647, suffix averaging. η > 0 gives late iterates more weight: Shamir & Zhang 2013,
/// arXiv:1212.1824, equation 5; η = 0 is the plain mean.
public struct PolyakAverage: TailAverage {
  public static let name = "polyak"
  public static let summary = "Evaluates the mean of the last part of the iterates."
  public static let formula = """
    a = p                                   before the step `start`
    a ← a + (1 + η)/(n + η)·(p − a)         after it, n = 1, 2, …; evaluated at a
    """
  public static let source =
    "Polyak & Juditsky 1992, doi:10.1137/0330046; Shamir & Zhang 2013, arXiv:1212.1824"
  public static let role: WrapperRole? = .average
  public static let hyperparameters = [
    startSetting(\.start),
    Hyperparameter("power", \.power, .atLeast(0), "η, by which late iterates weigh more"),
  ]

  public var start = 0.5
  /// η.
  public var power = 0.0

  public init() {}

  public func update(_ step: Step, state s: inout RuleState, inner: inout Inner) -> Tensor {
    let p = inner.update(step)
    if step.number.isAtMost(start.wholeSteps) {
      s.average = p
    } else {
      s.count = s.count + 1
      s.average = s.average + (1 + power) / (s.count + power) * (p - s.average)
    }
    return p
  }
}
