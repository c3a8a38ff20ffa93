import DescentCore

/// Scales the gradient of each parameter down where its norm is too large.
///
/// TensorFlow's `clip_by_norm`, Keras's `clipnorm`.
public struct ClipParameterNorm: GradientWrapper {
  public static let name = "clip-parameter-norm"
  public static let summary = "Scales each parameter's gradient down where its norm is too large."
  public static let formula = "gᵢ ← gᵢ · c/max(‖gᵢ‖₂, c)     for each parameter i"
  public static let source = "TensorFlow's clip_by_norm, Keras's clipnorm"
  public static let hyperparameters = [
    Hyperparameter<Self>("bound", \.bound, .above(0), "c, the largest 2-norm of a parameter's g")
  ]

  /// c.
  public var bound = 1.0

  public init() {}

  public func change(_ step: inout Step, state s: inout RuleState) {
    step.g = step.layout.map(step.g) { g in g[0] * (bound / max(wideNorm(g[0]), bound)) }
  }
}
