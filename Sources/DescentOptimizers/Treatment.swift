import DescentCore

/// What is done to one group of parameters: a rule with its learning rate, decay and penalties.
///
///     f ← f + ½·l2·‖p‖² + l1·‖p‖₁         penalties, so that g ← g + l2·p + l1·sign(p)
///     p ← update(p, g, η) − η·λ·p         λ = weightDecay + the rule's own
///
/// PyTorch's `weight_decay` is `l2` here, but for its `AdamW`, where it is `weightDecay`. What is
/// off adds nothing to the program.
public struct Treatment: Configurable {
  public static let name = "optimizer"
  public static let hyperparameters = [
    Hyperparameter<Self>(
      "learning-rate", \.learningRate, .atLeast(0), "η, times the schedule's factor"),
    Hyperparameter("weight-decay", \.weightDecay, .atLeast(0), "λ, decoupled: p −= η·λ·p"),
    Hyperparameter("l2", \.l2, .atLeast(0), "l2·p is added to the gradient"),
    Hyperparameter("l1", \.l1, .atLeast(0), "l1·sign(p) is added to the gradient"),
    Hyperparameter("frozen", \.isFrozen, "whether the parameters stay as they are"),
  ]

  /// How a gradient becomes a step.
  public var rule: any UpdateRule
  /// η, which the schedule's factor multiplies.
  public var learningRate: Double
  /// λ of the decoupled decay, beside what is part of the rule.
  public var weightDecay: Coefficient = 0.0
  /// The weight of the penalty ½‖p‖².
  public var l2: Coefficient = 0.0
  /// The weight of the penalty ‖p‖₁.
  public var l1: Coefficient = 0.0
  /// Whether the parameters stay as they are.
  public var isFrozen = false
  /// The keys of decays and penalties that act on all of the parameters, on biases, too, where the
  /// model says that the others act on weights alone.
  public var unmasked: Set<String> = []

  /// Plain SGD.
  public init() { self.init(SGD()) }

  /// A rule with its default learning rate, or another one.
  public init(_ rule: any UpdateRule, learningRate: Double? = nil) {
    self.rule = rule
    self.learningRate = learningRate ?? type(of: rule).defaultLearningRate
  }

  /// The parameters after a step.
  func update(_ step: Step, state: inout RuleState) -> Tensor {
    if isFrozen { return step.p }
    let p = rule.update(step, state: &state)
    return decays.reduce(p) { $0 - step.learningRate * $1.tensor * step.decayed }
  }

  /// Whether decay acts on all of the parameters.
  var decaysAll: Bool { !unmasked.isDisjoint(with: ["weight-decay", "vector-decay"]) }

  /// The decoupled decays that are not off.
  var decays: [Coefficient] {
    isFrozen ? [] : [weightDecay, rule.decoupledWeightDecay].filter { !$0.isZero }
  }

  /// What they take off the parameters in a step.
  func decay(in step: Step) -> Tensor {
    decays.reduce(.zeros(like: step.p)) { $0 + step.learningRate * $1.tensor * step.decayed }
  }

  /// Sets one value of the rule or of what is around it.
  ///
  /// - Throws: For an unknown key or text that is no value in its range.
  mutating func setAny(_ key: String, to text: String) throws(DescentError) {
    let own = Self.keys
    if own.contains(key), !type(of: rule).keys.contains(key) { return try set(key, to: text) }
    guard type(of: rule).keys.contains(key) else {
      throw .unknown("setting", key, among: type(of: rule).keys + own)
    }
    try rule.set(key, to: text)
  }

  /// A copy in which the number under `key`, of the rule or around it, is an input of the program;
  /// nil where there is no such number, or it cannot change during a run.
  func bindingAny(_ key: String, toInput index: Int) -> Treatment? {
    var copy = self
    guard let bound = rule.binding(key, toInput: index) else {
      return binding(key, toInput: index)
    }
    copy.rule = bound
    return copy
  }

  /// The number under `key` that a schedule may change, and its range.
  func scheduled(_ key: String) -> (value: Double, range: SettingRange)? {
    guard type(of: rule).keys.contains(key) else { return scheduledSetting(key) }
    return rule.scheduledSetting(key)
  }
}

/// The parameters whose names match a pattern, and what is done to them.
public struct ParameterGroup: Sendable {
  /// Names, in which `*` stands for any characters and `?` for one: `*.bias`.
  public var pattern: String
  /// What is done to them.
  public var treatment: Treatment

  /// The parameters that match `pattern`.
  public init(_ pattern: String, _ treatment: Treatment) {
    (self.pattern, self.treatment) = (pattern, treatment)
  }

  /// Whether the parameter `name` belongs to it.
  func contains(_ name: String) -> Bool { matches(name[...], pattern[...]) }

  private func matches(_ name: Substring, _ pattern: Substring) -> Bool {
    guard let first = pattern.first else { return name.isEmpty }
    let rest = pattern.dropFirst()
    if first == "*" {
      return matches(name, rest) || (!name.isEmpty && matches(name.dropFirst(), pattern))
    }
    guard let letter = name.first, first == "?" || first == letter else { return false }
    return matches(name.dropFirst(), rest)
  }
}
