import DescentCore

/// Scales the gradient down where its norm over all parameters is too large.
///
/// Pascanu, Mikolov & Bengio 2013, arXiv:1211.5063, section 3.2. ε = 10⁻⁶ as in PyTorch's
/// `clip_grad_norm_`; Optax's `clip_by_global_norm` is this with ε = 0.
public struct ClipNorm: GradientWrapper {
  public static let name = "clip-norm"
  public static let summary = "Scales the gradient down where its norm is too large."
  public static let formula = "g ← g · min(1, c/(‖g‖₂ + ε))"
  public static let source = "Pascanu, Mikolov & Bengio 2013, arXiv:1211.5063"
  public static let hyperparameters = [
    Hyperparameter<Self>("bound", \.bound, .above(0), "c, the largest 2-norm of g"),
    Hyperparameter("epsilon", \.epsilon, .atLeast(0), "ε, added to the norm"),
  ]

  /// c and ε.
  public var (bound, epsilon) = (1.0, 1e-6)

  public init() {}

  /// Clips to a norm of `bound`.
  public init(_ bound: Double) { self.bound = bound }

  public func change(_ step: inout Step, state s: inout RuleState) {
    // In double precision no square overflows.
    let wide = step.g.cast(to: .float64)
    step.g *= min(bound / (sqrt((wide * wide).sum()) + epsilon), 1)
  }
}
