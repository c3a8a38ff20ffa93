public import DescentCore

/// MARS: Adam on gradients from which a share of the change of their noise is taken off.
///
/// Yuan et al. 2024, arXiv:2411.10438, Algorithm 2 (MARS-AdamW). The exact form takes the gradient of the
/// last point on the present examples; the usual one takes the gradient of the last step for it. The
/// corrected gradient of each parameter is clipped to norm 1, as in the authors' code.
public struct MARS: UpdateRule {
  public static let name = "mars"
  public static let summary = "Adam on variance-reduced gradients."
  public static let formula = """
    cₜ = gₜ + γ·β₁/(1 − β₁)·(gₜ − gₜ₋₁)     c₁ = g₁; exact: ∇fₜ(pₜ₋₂) for gₜ₋₁
    c̃ₜ = cₜ/max(1, ‖cₜ‖)
    mₜ = β₁·mₜ₋₁ + (1 − β₁)·c̃ₜ     vₜ = β₂·vₜ₋₁ + (1 − β₂)·c̃ₜ²
    pₜ = pₜ₋₁ − η·(mₜ/(1 − β₁ᵗ))/(√(vₜ/(1 − β₂ᵗ)) + ε)     t = 1, 2, …
    """
  public static let source = "Yuan et al. 2024, arXiv:2411.10438, Algorithm 2"
  public static let defaultLearningRate = 0.003
  public static let view = ParameterView.tensors
  public static let hyperparameters =
    momentSettings(\.beta1, \.beta2, \.epsilon) + [
      Hyperparameter("gamma", \.gamma, .atLeast(0), "γ, the share of the correction"),
      Hyperparameter("exact", \.isExact, "whether the last point is evaluated again"),
    ]

  /// β₁ and β₂, the decays of the running means of g and g², and ε.
  public var (beta1, beta2, epsilon): (Coefficient, Coefficient, Coefficient) = (0.95, 0.99, 1e-8)
  /// γ.
  public var gamma: Coefficient = 0.025
  /// Whether the gradient of the last point is taken on the present examples.
  public var isExact = false

  public var probes: Bool { isExact }

  public init() {}

  public func initialState(for p: Tensor) -> RuleState { .zeros("m", "v", "last", like: p) }

  public func update(_ step: Step, state s: inout RuleState) -> Tensor {
    let last = isExact ? step.requiredProbe(for: Self.name).gradient(s.last) : s.last
    let change = select(step.t .== 1, 0, step.g - last)
    let c = step.g + gamma * beta1 / (1 - beta1) * change
    let clipped = c / max(sqrt(square(c).sum()), 1)
    s.last = isExact ? step.p : step.g
    s.m = beta1 * s.m + (1 - beta1) * clipped
    s.v = beta2 * s.v + (1 - beta2) * clipped * clipped
    let mHat = s.m / (1 - pow(beta1, step.t))
    return step.p - step.learningRate * mHat / (sqrt(s.v / (1 - pow(beta2, step.t))) + epsilon)
  }
}
