public import DescentCore

/// How a method moves the parameters, given a gradient.
///
///     pₜ = update(pₜ₋₁, gₜ, ηₜ)     t = 1, 2, …
///
/// A rule is a value: its numbers are in the struct, what it remembers is in `RuleState`, and
/// `update` is traced once and compiled with everything around it. Most rules are a
/// `DirectionRule`; one that asks for the function's value is a `ValueRule`, one that asks for a
/// second gradient or for curvature a `ProbingRule`. Schedules, decoupled decay, penalties,
/// clipping and the other wrappers are `Optimizer`'s, written once for all rules.
///
/// A new rule is one file and one line in `OptimizerRegistry.builtIn`.
public protocol UpdateRule: Described {
  /// The learning rate where none is given.
  static var defaultLearningRate: Double { get }
  /// How many examples a gradient is taken over.
  static var batch: BatchUse { get }
  /// Which part of the parameters it looks at at a time.
  static var view: ParameterView { get }
  /// What it makes of a learning rate that changes from step to step.
  static var rateCourse: RateCourse { get }
  /// What has to be set before it does well, for the catalogue; nil where defaults do.
  static var tuning: String? { get }
  /// Whether gradients that are all 0 leave the parameters where they are, but for the decay.
  static var restsWithoutGradient: Bool { get }

  /// λ of the decoupled weight decay that is part of the rule; 0 for most.
  ///
  /// `Optimizer` carries it out, pₜ = update(pₜ₋₁, …) − η·λ·pₜ₋₁, so that one mask says for every
  /// rule which parameters decay.
  var decoupledWeightDecay: Coefficient { get }

  /// Whether it asks for gradients of outcomes that are drawn from a model; false for most.
  var samplesOutcomes: Bool { get }

  /// The rule of a run whose steps have so many examples; itself by default.
  func resolved(batchSize: Int) -> Self

  /// Whether it asks for gradients elsewhere or for curvature; true for a `ProbingRule`, false for
  /// most.
  var probes: Bool { get }

  /// What the rule remembers before the first step from `p`; nothing by default.
  func initialState(for p: Tensor) -> RuleState

  /// The parameters after a step, and what the rule remembers then.
  func update(_ step: Step, state s: inout RuleState) -> Tensor

  /// Where the function should be evaluated, if not at the parameters that steps move: an average.
  func evaluationPoint(at p: Tensor, state s: RuleState) -> Tensor
}

extension UpdateRule {
  public static var batch: BatchUse { .mini }
  public static var view: ParameterView { .elements }
  public static var rateCourse: RateCourse { .scheduled }
  public static var tuning: String? { nil }
  public static var restsWithoutGradient: Bool { true }
  public var decoupledWeightDecay: Coefficient { 0.0 }
  public var samplesOutcomes: Bool { false }
  public func resolved(batchSize: Int) -> Self { self }
  public var probes: Bool { false }
  public func initialState(for p: Tensor) -> RuleState { [:] }
  public func evaluationPoint(at p: Tensor, state s: RuleState) -> Tensor { p }
}

/// A rule in which the learning rate only scales the step, and the gradient alone decides it.
///
///     pₜ = pₜ₋₁ − η·direction(gₜ)     t = 1, 2, …
public protocol DirectionRule: UpdateRule {
  /// The direction at step t, and what the rule remembers after it.
  ///
  /// - Parameter g: The gradient, of the shape and type of the parameters.
  /// - Parameter t: The number of the step, 1 for the first: a `float64` scalar.
  func direction(for g: Tensor, step t: Tensor, state s: inout RuleState) -> Tensor
}

extension DirectionRule {
  public func update(_ step: Step, state s: inout RuleState) -> Tensor {
    step.p - step.learningRate * direction(for: step.g, step: step.t, state: &s)
  }
}

/// A rule that asks for the value of the function where the gradient was taken.
public protocol ValueRule: UpdateRule {
  /// The parameters after a step.
  ///
  /// - Parameter value: The function's value at `step.p`, a scalar.
  func update(_ step: Step, value: Tensor, state s: inout RuleState) -> Tensor
}

extension ValueRule {
  public func update(_ step: Step, state s: inout RuleState) -> Tensor {
    update(step, value: step.requiredProbe(for: Self.name).value, state: &s)
  }
}

/// A rule that asks for gradients elsewhere or for products with the Hessian.
public protocol ProbingRule: UpdateRule {
  /// The parameters after a step.
  func update(_ step: Step, probe: Probe, state s: inout RuleState) -> Tensor
}

extension ProbingRule {
  public var probes: Bool { true }
  public func update(_ step: Step, state s: inout RuleState) -> Tensor {
    update(step, probe: step.requiredProbe(for: Self.name), state: &s)
  }
}

/// How many examples a method means its gradient to be taken over.
public enum BatchUse: String, Sendable, Hashable {
  /// All of the training set at every step.
  case whole
  /// As many as the batch size says.
  case mini
}

/// What a rule makes of a learning rate that changes from step to step.
public enum RateCourse: String, Sendable, Hashable {
  /// It follows the rate, and does better with one that falls.
  case scheduled
  /// It follows the rate, but is made for a constant one, since it averages its iterates.
  case constant
  /// The first rate is for good: schedules do nothing.
  case first
}

/// Which part of the parameters a rule looks at at a time.
public enum ParameterView: String, Sendable, Hashable {
  /// Each number by itself: cutting the vector anywhere changes nothing.
  case elements
  /// Each named parameter by itself, in its own shape.
  case tensors
  /// All parameters at once, one vector: norms are over everything.
  case vector
}
