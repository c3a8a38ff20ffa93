/// A rate that stays, and falls in the last part of the run; with `warmup` before it.
///
/// Hu et al. 2024, arXiv:2404.06395 (MiniCPM), section 4: warm-up, stable, decay. Hägele et al.
/// 2024, arXiv:2405.18392, compare shapes and find `square-root` best. The steps of the warm-up
/// are not among those of the curve.
public struct StableDecay: LimitedCurve {
  public static let name = "warmup-stable-decay"
  public static let summary =
    "A rate that stays, and falls in the last part of the run; with `warmup` before it."
  public static let formula = """
    fₖ = 1             k < (1 − decay)·steps
    fₖ = 1 → final     from there to `steps`, by `shape`
    """
  public static let source =
    "Hu et al. 2024, arXiv:2404.06395, section 4; Hägele et al. 2024, arXiv:2405.18392"
  public static let hyperparameters = [
    stepsSetting(\.steps),
    Hyperparameter("decay", \.decay, .above(0, through: 1), "the share of the steps of the fall"),
    Hyperparameter("final", \.final, .atLeast(0), "the factor at the end"),
    Hyperparameter("shape", \.shape, "how it falls"),
  ]

  public var steps = Double.infinity
  /// The share of the steps in which it falls.
  public var decay = 0.2
  /// The factor at the end.
  public var final = 0.0
  /// How it falls.
  public var shape = Transition.linear

  public init() {}

  public func factor(at step: Int) -> Double {
    if steps.isInfinite { return 1 }
    let part = (Double(step) / steps - (1 - decay)) / decay
    return shape.value(part, from: 1, to: final)
  }
}
