public import DescentCore

/// How a method turns one gradient into the direction in which the parameters move.
///
///     pₜ = pₜ₋₁ − learningRate · direction(gₜ)     t = 1, 2, …
///
/// A rule is a value: its numbers are in the struct, what it remembers is in `RuleState`, and
/// `direction` is traced once and compiled with everything around it. Learning rates, decay,
/// penalties and clipping are `Optimizer`'s, written once for all rules.
///
/// A new rule is one file and one line in `OptimizerRegistry.builtIn`.
public protocol UpdateRule: Configurable {
  /// What it is, in one line.
  static var summary: String { get }
  /// The recursion in the paper's letters.
  static var formula: String { get }
  /// Authors, year, where, and which variant.
  static var source: String { get }
  /// The learning rate where none is given.
  static var defaultLearningRate: Double { get }
  /// How many examples a gradient is taken over.
  static var batch: BatchUse { get }

  /// λ of the decoupled weight decay that is part of the rule; 0 for most.
  ///
  /// `Optimizer` carries it out, pₜ = pₜ₋₁ − learningRate·(direction + λ·pₜ₋₁), so that one mask
  /// says for every rule which parameters decay.
  var decoupledWeightDecay: Double { get }

  /// What the rule remembers before the first step; nothing by default.
  ///
  /// Tensors of the shape of `p` are cut with it where parameters are cut; others are scalars.
  func initialState(for p: Tensor) -> RuleState

  /// The direction at step t, and what the rule remembers after it.
  ///
  /// - Parameter g: The gradient at `p`, of the same shape and type.
  /// - Parameter t: The number of the step, 1 for the first: a `float64` scalar.
  func direction(
    for g: Tensor, at p: Tensor, step t: Tensor, state s: inout RuleState
  ) -> Tensor
}

extension UpdateRule {
  public static var batch: BatchUse { .mini }
  public var decoupledWeightDecay: Double { 0 }
  public func initialState(for p: Tensor) -> RuleState { [:] }
}

/// How many examples a method means its gradient to be taken over.
public enum BatchUse: String, Sendable, Hashable {
  /// All of the training set at every step.
  case whole
  /// As many as the batch size says.
  case mini
}
