public import DescentCore

/// What is done around the update of any rule: to the gradient before it, to the parameters after
/// it, or by deciding whether and where it takes place.
///
///     func update(_ step: Step, state s: inout RuleState, inner: inout Inner) -> Tensor {
///       var step = step
///       step.g = clamp(step.g, -bound, bound)
///       return inner.update(step)
///     }
///
/// Wrappers see the vector of all parameters; `step.layout` says which part each named one is.
public protocol Wrapper: Described {
  /// What it remembers before the first step from `p`; nothing by default.
  func initialState(for p: Tensor) -> RuleState

  /// The parameters after a step.
  func update(_ step: Step, state s: inout RuleState, inner: inout Inner) -> Tensor

  /// Where the function should be evaluated; `inner` is where what is inside would evaluate it.
  func evaluationPoint(at p: Tensor, inner: Tensor, state s: RuleState) -> Tensor
}

extension Wrapper {
  public func initialState(for p: Tensor) -> RuleState { [:] }
  public func evaluationPoint(at p: Tensor, inner: Tensor, state s: RuleState) -> Tensor { inner }
}

/// What a wrapper is around: the wrappers inside it and the rule, with all that they remember.
public struct Inner {
  let optimizer: Optimizer
  let wrappers: ArraySlice<any Wrapper>
  /// What all of them remember, for a wrapper that keeps or resets it.
  public var state: RuleState

  /// The parameters after a step of what is inside.
  public mutating func update(_ step: Step) -> Tensor {
    optimizer.update(step, through: wrappers, state: &state)
  }

  /// What is remembered inside before the first step from `p`.
  public func initialState(for p: Tensor, _ layout: VariableLayout) -> RuleState {
    optimizer.initialState(for: p, layout, through: wrappers)
  }
}
