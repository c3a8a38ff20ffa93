import DescentCore

/// Gives the gradient over all parameters the same norm at every step.
///
/// Hazan, Levy & Shalev-Shwartz 2015, arXiv:1507.02030, algorithm 1; Optax's
/// `normalize_by_update_norm`.
public struct Normalize: GradientWrapper {
  public static let name = "normalize"
  public static let summary = "Gives the gradient the same norm at every step."
  public static let formula = "g ← a·g/(‖g‖₂ + ε)"
  public static let source =
    "Hazan, Levy & Shalev-Shwartz 2015, arXiv:1507.02030; Optax's normalize_by_update_norm"
  public static let hyperparameters = [
    Hyperparameter<Self>("norm", \.norm, .above(0), "a, the norm of g afterwards"),
    Hyperparameter("epsilon", \.epsilon, .above(0), "ε, added to the norm before"),
  ]

  /// a and ε.
  public var (norm, epsilon) = (1.0, 1e-6)

  public init() {}

  public func change(_ step: inout Step, state s: inout RuleState) {
    step.g *= norm / (wideNorm(step.g) + epsilon)
  }
}
