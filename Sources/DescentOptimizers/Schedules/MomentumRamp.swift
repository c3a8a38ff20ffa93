/// A momentum that rises in stages toward its limit.
///
///     μₖ = min(1 − 2^(−1 − log₂(⌊k/every⌋ + 1)), limit),   fₖ = μₖ/limit
///        = min(1 − 1/(2·(⌊k/every⌋ + 1)), limit)
///
/// Sutskever, Martens, Dahl & Hinton 2013, "On the importance of initialization and momentum in deep
/// learning", eq. 5, with every = 250: ½, ¾, ⅚, ⅞, … A schedule of `momentum`, which has to be told
/// what it multiplies; their rule is `nesterov`.
public struct MomentumRamp: ScheduleCurve, Described {
  public static let name = "momentum-ramp"
  public static let summary = "A momentum that rises in stages toward its limit."
  public static let formula =
    "fₖ = min(1 − 2^(−1 − log₂(⌊k / every⌋ + 1)), limit)/limit     k = 0, 1, …"
  public static let source = "Sutskever, Martens, Dahl & Hinton 2013, eq. 5"
  public static let hyperparameters = [
    Hyperparameter<Self>("every", \.every, .count(atLeast: 1), "steps of a stage"),
    Hyperparameter(
      "limit", \.limit, .above(0, through: 1), "μ's limit, the momentum that it multiplies"),
  ]

  /// The steps of a stage.
  public var every = 250.0
  /// μ's limit.
  public var limit = 0.99

  public init() {}

  public func factor(at step: Int) -> Double {
    // 2^(−1 − log₂ n) = 1/(2·n), which is exact where the logarithm is not.
    let stage = (Double(step) / every).rounded(.down) + 1
    return min(1 - 1 / (2 * stage), limit) / limit
  }
}
