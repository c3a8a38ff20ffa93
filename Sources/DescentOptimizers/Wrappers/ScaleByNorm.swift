public import DescentCore

/// Multiplies the update of each parameter by the parameter's norm.
///
/// Optax's `scale_by_param_block_norm`, after a rule.
public struct ScaleByNorm: Wrapper {
  public static let name = "scale-by-norm"
  public static let summary = "Multiplies the update of each parameter by the parameter's norm."
  public static let formula =
    "pᵢ ← pᵢ + max(‖pᵢ‖₂, a)·(update(pᵢ, gᵢ) − pᵢ)     for each parameter i"
  public static let source = "Optax's scale_by_param_block_norm"
  public static let hyperparameters = [
    Hyperparameter<Self>("lowest", \.lowest, .atLeast(0), "a, the least norm reckoned with")
  ]

  /// a.
  public var lowest = 1e-3

  public init() {}

  public func update(_ step: Step, state s: inout RuleState, inner: inout Inner) -> Tensor {
    step.layout.map(step.p, inner.update(step)) { x in
      x[0] + max(wideNorm(x[0]), lowest) * (x[1] - x[0])
    }
  }
}
