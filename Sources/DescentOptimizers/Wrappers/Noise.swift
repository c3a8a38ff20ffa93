import DescentCore

/// Adds normal noise to the gradient, less and less of it.
///
/// Neelakantan et al. 2015, arXiv:1511.06807, equation 1 (whose t begins at 0); Optax's `add_noise`.
public struct Noise: GradientWrapper {
  public static let name = "noise"
  public static let summary = "Adds normal noise to the gradient, less and less of it."
  public static let formula = "g ← g + ξ     ξᵢ ~ N(0, η/tᵞ), t = 1, 2, …"
  public static let source = "Neelakantan et al. 2015, arXiv:1511.06807, equation 1"
  public static let hyperparameters = [
    Hyperparameter<Self>("variance", \.variance, .atLeast(0), "η, the variance at the first step"),
    Hyperparameter("decay", \.decay, .atLeast(0), "γ, the power of t by which it falls"),
  ]

  /// η and γ.
  public var (variance, decay) = (0.01, 0.55)

  public init() {}

  public func change(_ step: inout Step, state s: inout RuleState) {
    let deviation = sqrt(variance / pow(step.t, decay))
    step.g += deviation * step.random.normal(like: step.g)
  }
}
