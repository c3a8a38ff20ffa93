import DescentCore

/// What the catalogue says about a rule; encodes as an entry of `descent optimizers --json`.
public struct RuleDescription: Sendable, Equatable {
  /// One of the numbers that users may set.
  public struct Setting: Sendable, Equatable, Encodable {
    /// Its name.
    public let key: String
    /// Its value where none is given.
    public let `default`: SettingValue
    /// The values it may take, such as `[0, 1)`.
    public let range: String
    /// What it does.
    public let meaning: String
  }

  /// The name that users write.
  public let name: String
  /// The kind of method.
  public let family: String
  /// What it is, in one line.
  public let summary: String
  /// The recursion.
  public let formula: String
  /// Authors, year, where, and which variant.
  public let source: String
  /// The learning rate where none is given.
  public let learningRate: Double
  /// How many examples a gradient is taken over.
  public let batch: BatchUse
  /// The numbers that users may set.
  public let hyperparameters: [Setting]
  /// How many numbers a parameter has remembered for it.
  public let stateVectors: Int

  /// The description of `rule`, its memory counted by tracing its first state.
  public init<Rule: UpdateRule>(_ rule: Rule.Type) {
    name = Rule.name
    family = "update-rule"
    summary = Rule.summary
    formula = Rule.formula
    source = Rule.source
    learningRate = Rule.defaultLearningRate
    batch = Rule.batch
    let defaults = Rule()
    hyperparameters = Rule.hyperparameters.map {
      Setting(
        key: $0.key, default: $0.get(defaults), range: $0.range.description,
        meaning: $0.meaning)
    }
    let p = Tensor(NDArray.zeros([2]))
    stateVectors = defaults.initialState(for: p).entries.count { $0.tensor.shape == p.shape }
  }
}

extension RuleDescription: Encodable {
  private enum CodingKeys: String, CodingKey {
    case name, family, summary, hyperparameters, stateVectors, source
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(family, forKey: .family)
    try container.encode(summary, forKey: .summary)
    try container.encode(hyperparameters, forKey: .hyperparameters)
    try container.encode(stateVectors, forKey: .stateVectors)
    try container.encode(source, forKey: .source)
  }
}
