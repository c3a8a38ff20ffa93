public import DescentCore

/// Goes up instead of down: what is inside sees the negative of the function.
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
    step.probe = step.probe.map { probe in
      var negative = probe.changingGradients(at: step.p) { g, _ in -g }
      negative.value = -probe.value
      negative.hessianVectorProduct = { -probe.hessianVectorProduct($0) }
      negative.valueAt = probe.valueAt.map { value in { -value($0) } }
      return negative
    }
    return inner.update(step)
  }
}
