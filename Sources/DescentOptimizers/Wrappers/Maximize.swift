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
      let (gradient, product) = (probe.gradient, probe.hessianVectorProduct)
      let (sampled, value) = (probe.sampledGradient, probe.valueAt)
      return Probe(
        value: -probe.value, gradient: { -gradient($0) }, hessianVectorProduct: { -product($0) },
        sampledGradient: sampled.map { sampled in { -sampled($0) } },
        valueAt: value.map { value in { -value($0) } })
    }
    return inner.update(step)
  }
}
