public import DescentCore

/// A rule with what is the same around every rule: rate, schedule, decay, penalties, clipping.
///
///     g ← g · min(1, c/(‖g‖ + 10⁻⁶))                 clipNorm c
///     g ← min(max(g, −b), b)                         clipValue b
///     g ← g + l2·p + l1·sign(p)                      penalties
///     p ← p − η·(direction(g) + λ·p)                 λ = weightDecay + the rule's own
///
/// Clipping comes first and sees the gradient of the data alone, as in PyTorch, where
/// `clip_grad_norm_` runs before the optimizer adds its `weight_decay` (here `l2`; PyTorch's
/// `AdamW` decay is `weightDecay`). Both clippings together: first by norm, then by value.
/// What is off adds nothing to the program.
public struct Optimizer: Configurable {
  public static let name = "optimizer"
  public static let hyperparameters = [
    Hyperparameter<Self>(
      "learning-rate", \.learningRate, .atLeast(0), "η, times the schedule's factor"),
    Hyperparameter("weight-decay", \.weightDecay, .atLeast(0), "λ, decoupled: p −= η·λ·p"),
    Hyperparameter("l2", \.l2, .atLeast(0), "l2·p is added to the gradient"),
    Hyperparameter("l1", \.l1, .atLeast(0), "l1·sign(p) is added to the gradient"),
    Hyperparameter("clip-value", \.clipValue, .limit(above: 0), "largest |gᵢ|"),
    Hyperparameter("clip-norm", \.clipNorm, .limit(above: 0), "largest 2-norm of g"),
  ]

  /// How a gradient becomes a direction.
  public var rule: any UpdateRule
  /// η, which the schedule's factor multiplies.
  public var learningRate: Double
  /// The factor of the learning rate at each step.
  public var schedule: Schedule
  /// λ of the decoupled decay, beside what is part of the rule.
  public var weightDecay = 0.0
  /// The weight of the penalty ½‖p‖².
  public var l2 = 0.0
  /// The weight of the penalty ‖p‖₁.
  public var l1 = 0.0
  /// The bound on each element of the gradient; infinite for none.
  public var clipValue = Double.infinity
  /// The bound on the 2-norm of the gradient; infinite for none.
  public var clipNorm = Double.infinity

  /// Plain SGD.
  public init() { self.init(SGD()) }

  /// A rule with its default learning rate, or another one.
  public init(
    _ rule: any UpdateRule, learningRate: Double? = nil, schedule: Schedule = .constant
  ) {
    self.rule = rule
    self.learningRate = learningRate ?? type(of: rule).defaultLearningRate
    self.schedule = schedule
  }

  /// The learning rate in force at a step, 0 for the first.
  public func learningRate(at step: Int) -> Double { learningRate * schedule.factor(at: step) }

  /// What has to be remembered before the first step.
  public func initialState(for p: Tensor) -> RuleState { rule.initialState(for: p) }

  /// What has to be remembered before the first step from `parameters`, computed.
  package func initialMemory(at parameters: NDArray) -> [(name: String, array: NDArray)] {
    var names: [String] = []
    let program = Program(.init(parameters.shape, parameters.dtype), threads: 1) { p in
      let state = initialState(for: p)
      names = state.names
      return names.map { state[$0] }
    }
    return names.isEmpty ? [] : zip(names, program(parameters)).map { (name: $0, array: $1) }
  }

  /// The parameters after one step; to be traced.
  ///
  /// - Parameter p: The parameters, a vector.
  /// - Parameter g: The gradient there, of the same shape and type.
  /// - Parameter mask: 1 where decay and penalties act and 0 where not, like `p` and of any type;
  ///   nil for everywhere.
  /// - Parameter learningRate: The rate in force: a `float64` scalar, `learningRate(at: t - 1)`.
  /// - Parameter t: The number of the step, 1 for the first: a `float64` scalar.
  /// - Returns: The new parameters, and the 2-norm of `g` as it was given, which is not finite
  ///   where `g` is not, nor, without `clipNorm`, where its square is beyond the type of `g`.
  /// - Precondition: Every setting, of the rule too, is in its range.
  public func update(
    _ p: Tensor, gradient g: Tensor, decayed mask: Tensor? = nil, learningRate: Tensor,
    step t: Tensor, state: inout RuleState
  ) -> (parameters: Tensor, gradientNorm: Tensor) {
    requireValid()
    rule.requireValid()
    // Clipping needs a pass for the norm anyway, and in double precision no square overflows;
    // else the norm is taken in the loop of the update, which has the parameters' type.
    let wide = clipNorm.isFinite ? g.cast(to: .float64) : g
    let norm = sqrt((wide * wide).sum())
    let decayed = mask.map { $0.cast(to: p.dtype) * p } ?? p
    let penalized = penalized(clipped(g, norm: norm), at: decayed)
    var direction = rule.direction(for: penalized, at: p, step: t, state: &state)
    let decay = weightDecay + rule.decoupledWeightDecay
    if decay > 0 { direction += decay * decayed }
    return (p - learningRate * direction, norm)
  }

  /// `torch.nn.utils.clip_grad_norm_`, then `clip_grad_value_`.
  private func clipped(_ g: Tensor, norm: Tensor) -> Tensor {
    var g = g
    if clipNorm.isFinite { g *= min(clipNorm / (norm + 1e-6), 1) }
    if clipValue.isFinite { g = clamp(g, -clipValue, clipValue) }
    return g
  }

  private func penalized(_ g: Tensor, at p: Tensor) -> Tensor {
    var g = g
    if l2 > 0 { g += l2 * p }
    if l1 > 0 { g += l1 * sign(p) }
    return g
  }
}

extension Optimizer: CustomStringConvertible {
  /// All that determines its steps, in one line.
  public var description: String {
    let rule = ([type(of: rule).name, rule.settingsText].filter { !$0.isEmpty })
      .joined(separator: ":")
    return "\(rule) \(settingsText) schedule=\(schedule)"
  }
}
