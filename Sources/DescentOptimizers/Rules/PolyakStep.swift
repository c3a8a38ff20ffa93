public import DescentCore

/// Polyak's step: as far as the tangent needs to reach the smallest value.
///
/// Polyak 1987, "Introduction to Optimization", section 5.3; with the largest step η, SPS of
/// Loizou et al. 2021, arXiv:2002.10542. variant=sps+ does not climb where f < f* (Garrigos, Gower
/// & Schaipp 2023, arXiv:2307.14528). Optax's `polyak_sgd`, whose `max_learning_rate` is η.
public struct PolyakStep: ValueRule {
  public static let name = "polyak-sgd"
  public static let summary = "As far as the tangent needs to reach the smallest value."
  public static let formula = """
    pₜ = pₜ₋₁ − min((f(pₜ₋₁) − f*)/(‖σ·gₜ‖² + ε), η)·σ·gₜ     t = 1, 2, …
    sps+: max(f(pₜ₋₁) − f*, 0)
    """
  public static let source = "Polyak 1987; Loizou et al. 2021, arXiv:2002.10542; Optax's form"
  public static let defaultLearningRate = 1.0
  public static let view = ParameterView.vector
  public static let tuning: String? = "f-min, the smallest value of the function"
  public static let hyperparameters = [
    Hyperparameter<Self>("f-min", \.smallest, .any, "f*, the smallest value of the function"),
    Hyperparameter("scaling", \.scaling, .above(0), "σ, the factor of the gradient"),
    Hyperparameter("epsilon", \.epsilon, .atLeast(0), "ε, in the units of g²"),
    Hyperparameter("variant", \.variant, "whether f < f* makes a step back"),
  ]

  /// What is done where f < f*.
  public enum Variant: String, SettingChoice {
    /// A step back.
    case sps
    /// None.
    case spsPlus = "sps+"
  }

  /// f*, σ and ε.
  public var (smallest, scaling, epsilon): (Coefficient, Coefficient, Coefficient) = (0.0, 1.0, 0.0)
  /// What is done where f < f*.
  public var variant = Variant.sps

  public init() {}

  public func update(_ step: Step, value f: Tensor, state s: inout RuleState) -> Tensor {
    let g = scaling * step.g
    let size = square(g).sum() + epsilon
    let gap = variant == .sps ? f - smallest : max(f - smallest, 0)
    // Where the gradient vanishes there is no tangent to follow.
    let rate = select(size .> 0, min(gap / size, step.learningRate), 0)
    return step.p - rate * g
  }
}
