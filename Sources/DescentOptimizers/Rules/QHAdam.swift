public import DescentCore

/// QHAdam: Adam with mixtures in the place of both means.
///
/// Ma & Yarats 2019, arXiv:1810.06801, section 5. With ν₁ = ν₂ = 1 it is Adam, with ν₁ = 0 and ν₂ = 1 RMSProp.
public struct QHAdam: DirectionRule {
  public static let name = "qhadam"
  public static let summary = "Adam with mixtures of the gradient and its means."
  public static let formula = """
    m̂ₜ, v̂ₜ as in Adam
    dₜ = ((1 − ν₁)·gₜ + ν₁·m̂ₜ)/(√((1 − ν₂)·gₜ² + ν₂·v̂ₜ) + ε)     t = 1, 2, …
    """
  public static let source = "Ma & Yarats 2019, arXiv:1810.06801, section 5"
  public static let defaultLearningRate = 0.001
  public static let tuning: String? = "the learning rate"
  public static let hyperparameters =
    momentSettings(\.beta1, \.beta2, \.epsilon) + [
      Hyperparameter("nu1", \.nu1, .within(0...1), "ν₁, the share of the mean of g"),
      Hyperparameter("nu2", \.nu2, .within(0...1), "ν₂, the share of the mean of g²"),
    ]

  /// β₁ and β₂, the decays of the running means of g and g², and ε.
  public var (beta1, beta2, epsilon): (Coefficient, Coefficient, Coefficient) =
    (0.995, 0.999, 1e-8)
  /// ν₁ and ν₂.
  public var (nu1, nu2): (Coefficient, Coefficient) = (0.7, 1.0)

  public init() {}

  public func initialState(for p: Tensor) -> RuleState { .zeros("m", "v", like: p) }

  public func direction(for g: Tensor, step t: Tensor, state s: inout RuleState) -> Tensor {
    s.m = beta1 * s.m + (1 - beta1) * g
    s.v = beta2 * s.v + (1 - beta2) * g * g
    let mHat = s.m / (1 - pow(beta1, t))
    let vHat = s.v / (1 - pow(beta2, t))
    return ((1 - nu1) * g + nu1 * mHat) / (sqrt((1 - nu2) * g * g + nu2 * vHat) + epsilon)
  }
}
