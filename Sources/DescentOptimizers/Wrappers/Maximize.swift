public import DescentCore

/// Goes up instead of down: what is inside sees the negative of the gradient.
///
///     g ← −g
///
/// PyTorch's `maximize`: penalties and decay still pull toward zero.
public struct Maximize: Wrapper {
  public static let name = "maximize"
  public static let summary = "Goes up instead of down."
  public static let formula = "g ← −g"
  public static let source = "PyTorch's maximize"

  public init() {}

  public func update(_ step: Step, state s: inout RuleState, inner: inout Inner) -> Tensor {
    var step = step
    step.g = -step.g
    return inner.update(step)
  }
}
