/// A momentum that falls so that what a gradient adds to all later steps falls in a straight line.
///
/// Chen, Wolfe, Li & Kyrillidis 2019, arXiv:1910.04952: β/(1 − β) = (1 − p)·β₀/(1 − β₀), β = β₀·f.
/// A schedule of `momentum`, or of Adam's `beta1`, that has to be told what it begins with. Their
/// Adam adds g to the mean with the weight 1 where `adam` has 1 − β₁.
public struct Demon: LimitedCurve {
  public static let name = "demon"
  public static let summary =
    "A momentum that falls so that what a gradient adds to later steps falls in a straight line."
  public static let formula = """
    fₖ = (1 − p)/(1 − momentum·p)     p = min(k/steps, 1)
    """
  public static let source = "Chen et al. 2019, arXiv:1910.04952"
  public static let hyperparameters = [
    stepsSetting(\.steps),
    Hyperparameter("momentum", \.momentum, .within(0..<1), "β₀, the number that it multiplies"),
  ]

  public var steps = Double.infinity
  /// β₀.
  public var momentum = 0.9

  public init() {}

  public func factor(at step: Int) -> Double {
    let part = min(Double(step) / steps, 1)
    return (1 - part) / (1 - momentum * part)
  }
}
