import DescentCore

/// Bounds each element of the gradient.
///
/// PyTorch's `clip_grad_value_`, Optax's `clip`.
public struct ClipValue: GradientWrapper {
  public static let name = "clip-value"
  public static let summary = "Bounds each element of the gradient."
  public static let formula = "g ← min(max(g, −c), c)"
  public static let source = "PyTorch's clip_grad_value_"
  public static let hyperparameters = [
    Hyperparameter<Self>("bound", \.bound, .above(0), "c, the largest |gᵢ|")
  ]

  /// c.
  public var bound = 1.0

  public init() {}

  /// Clips to ±`bound`.
  public init(_ bound: Double) { self.bound = bound }

  public func change(_ step: inout Step, state s: inout RuleState) {
    step.g = clamp(step.g, -bound, bound)
  }
}
