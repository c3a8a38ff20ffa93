public import DescentCore

/// What is done around the update of any rule: to the gradient before it, to the parameters after
/// it, or by deciding whether and where it takes place.
///
///     func update(_ step: Step, state s: inout RuleState, inner: inout Inner) -> Tensor {
///       let p = inner.update(step)
///       return select(p .< 0, 0, p)
///     }
///
/// Wrappers see the vector of all parameters; `step.layout` says which part each named one is. One
/// that only changes gradients is a `GradientWrapper`.
public protocol Wrapper: Described {
  /// What only one wrapper at a time can do; nil by default.
  static var role: WrapperRole? { get }
  /// Whether a step of what is inside is for several batches together, so that nothing but their
  /// values and gradients can be asked for; false by default.
  static var joinsBatches: Bool { get }

  /// How many steps of the run one step of what is inside is; 1 by default.
  var stride: Int { get }
  /// Whether it depends on the length of the run; never by default.
  var needsTotalSteps: Bool { get }

  /// The wrapper of a run of at most `totalSteps` steps, counted by it; itself by default.
  func resolved(totalSteps: Int) -> Self

  /// What it remembers before the first step from `p`; nothing by default.
  func initialState(for p: Tensor) -> RuleState

  /// The parameters after a step.
  func update(_ step: Step, state s: inout RuleState, inner: inout Inner) -> Tensor

  /// Where the function should be evaluated; `inner` is where what is inside would evaluate it.
  func evaluationPoint(at p: Tensor, inner: Tensor, state s: RuleState) -> Tensor
}

/// What only one wrapper at a time can do.
public enum WrapperRole: String, Sendable {
  /// It says what the gradient is, instead of the derivative.
  case approximation
  /// It says where the function is evaluated, instead of where steps lead.
  case average
}

extension Wrapper {
  public static var role: WrapperRole? { nil }
  public static var joinsBatches: Bool { false }
  public var stride: Int { 1 }
  public var needsTotalSteps: Bool { false }
  public func resolved(totalSteps: Int) -> Self { self }
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

  /// What decoupled decay takes off the parameters in a step; nil where nothing decays.
  public func decay(in step: Step) -> Tensor? { optimizer.decay(in: step) }

  /// What is remembered inside before the first step from `p`.
  public func initialState(for p: Tensor, _ layout: VariableLayout) -> RuleState {
    optimizer.initialState(for: p, layout, through: wrappers)
  }

  /// Forgets all, as before the first step from `p`.
  public mutating func reset(at p: Tensor, _ layout: VariableLayout) {
    for (name, tensor) in initialState(for: p, layout).entries { state[name] = tensor }
  }

  /// Remembers what is in `old` instead where `condition`, a scalar, does not hold.
  public mutating func keep(where condition: Tensor, otherwise old: RuleState) {
    for name in state.names where state[name].node !== old[name].node {
      state[name] = select(condition, state[name], old[name])
    }
  }
}

extension VariableLayout {
  /// The vector whose part for each variable is `f` of that part of `vectors`, each in the shape of
  /// the variable.
  func map(_ vectors: Tensor..., f: ([Tensor]) -> Tensor) -> Tensor {
    let parts = entries.map { entry in
      f(vectors.map { $0.slice(entry.range).reshaped(entry.shape) })
        .cast(to: vectors[0].dtype).flattened
    }
    return parts.count == 1 ? parts[0] : .concatenate(parts)
  }
}

/// The 2-norm in double precision, in which no square of a float32 overflows.
func wideNorm(_ x: Tensor, _ axes: [Int]? = nil) -> Tensor {
  norm(x.cast(to: .float64), axes, keepingAxes: axes != nil)
}

extension Double {
  /// This count as an `Int`, however large a user wrote it.
  var wholeSteps: Int { Int(min(self, 0x1p30)) }
}
