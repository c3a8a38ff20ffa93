public import DescentCore

/// RAdam: Adam whose denominator is used only once its variance can be trusted, and then rectified.
///
/// Liu et al. 2020, arXiv:1908.03265, Algorithm 2. PyTorch's `RAdam`: used where ρ > 5, ε on the root of
/// the raw v. Optax's `radam` adds ε to the corrected root: epsilon-corrected=true.
public struct RAdam: DirectionRule {
  public static let name = "radam"
  public static let summary = "Adam whose denominator is used only once it can be trusted."
  public static let formula = """
    mₜ = β₁·mₜ₋₁ + (1 − β₁)·gₜ     vₜ = β₂·vₜ₋₁ + (1 − β₂)·gₜ²     m̂ₜ = mₜ/(1 − β₁ᵗ)
    ρ∞ = 2/(1 − β₂) − 1            ρₜ = ρ∞ − 2·t·β₂ᵗ/(1 − β₂ᵗ)
    rₜ = √((ρₜ − 4)·(ρₜ − 2)·ρ∞/((ρ∞ − 4)·(ρ∞ − 2)·ρₜ))
    dₜ = rₜ·m̂ₜ·√(1 − β₂ᵗ)/(√vₜ + ε) where ρₜ > threshold, else m̂ₜ     t = 1, 2, …
    epsilon-corrected: dₜ = rₜ·m̂ₜ/(√(vₜ/(1 − β₂ᵗ) + ε′) + ε)     nesterov: m̂ₜ as in NAdam, ψ = none
    """
  public static let source = "Liu et al. 2020, arXiv:1908.03265, Algorithm 2"
  public static let defaultLearningRate = 0.001
  public static let tuning: String? = "the learning rate"
  public static let hyperparameters =
    momentSettings(\.beta1, \.beta2, \.epsilon, \.epsilonRoot) + [
      Hyperparameter("threshold", \.threshold, .atLeast(4), "ρ from which the denominator is used"),
      Hyperparameter("epsilon-corrected", \.isCorrected, "√v̂ + ε, as in Optax"),
      Hyperparameter("nesterov", \.usesNesterov, "whether the mean looks ahead, as in NAdam"),
    ]

  /// β₁ and β₂, the decays of the running means of g and g², and ε.
  public var (beta1, beta2, epsilon): (Coefficient, Coefficient, Coefficient) = (0.9, 0.999, 1e-8)
  /// ε′, inside the root.
  public var epsilonRoot: Coefficient = 0.0
  /// Whether the mean looks a step ahead.
  public var usesNesterov = false
  /// ρ above which the denominator is used.
  public var threshold: Coefficient = 5.0
  /// Whether ε is added to the corrected root.
  public var isCorrected = false

  public init() {}

  public func initialState(for p: Tensor) -> RuleState { .zeros("m", "v", like: p) }

  public func direction(for g: Tensor, step t: Tensor, state s: inout RuleState) -> Tensor {
    s.m = beta1 * s.m + (1 - beta1) * g
    s.v = beta2 * s.v + (1 - beta2) * g * g
    let correction = 1 - pow(beta2, t)
    let (rho, r) = rectification(beta2, t)
    let mHat = correctedMean(s.m, g, beta1, t, looksAhead: usesNesterov)
    let root =
      isCorrected
      ? sqrt(s.v / correction + epsilonRoot) + epsilon
      : (sqrt(s.v) + epsilon) / sqrt(correction)
    return select(rho .> threshold.tensor, r * mHat / root, mHat)
  }
}
