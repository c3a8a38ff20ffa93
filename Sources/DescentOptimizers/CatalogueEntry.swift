public import DescentCore

/// What the catalogue says about a method or a wrapper.
public struct CatalogueEntry: Sendable, Equatable {
  /// One of the values that users may set.
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

  /// What is particular to an update rule.
  public struct Rule: Sendable, Equatable {
    /// The learning rate where none is given.
    public let learningRate: Double
    /// How many examples a gradient is taken over.
    public let batch: BatchUse
    /// Which part of the parameters it looks at at a time.
    public let view: ParameterView
    /// What has to be set before it does well; nil where the defaults do.
    public let tuning: String?
    /// What a step costs.
    public let cost: RuleCost
  }

  /// The kinds of entries.
  public enum Family: String, Sendable, Encodable {
    case updateRule = "update-rule"
    case solver, wrapper
  }

  /// The name that users write.
  public let name: String
  /// The kind.
  public let family: Family
  /// What it is, in one line.
  public let summary: String
  /// The recursion.
  public let formula: String
  /// Authors, year, where, and which variant.
  public let source: String
  /// What users may set.
  public let hyperparameters: [Setting]
  /// What is particular to an update rule; nil for others.
  public let rule: Rule?

  /// How many vectors, as long as the parameters, an update rule remembers.
  public var stateVectors: Int? { rule.map { Int($0.cost.memory) } }

  private init<Item: Described>(_ item: Item.Type, _ family: Family, rule: Rule? = nil) {
    (name, self.family, summary) = (Item.name, family, Item.summary)
    (formula, source, self.rule) = (Item.formula, Item.source, rule)
    let defaults = Item()
    hyperparameters = Item.hyperparameters.map {
      Setting(
        key: $0.key, default: $0.get(defaults), range: "\($0.range)", meaning: $0.meaning)
    }
  }

  /// The entry of an update rule, its cost counted by tracing a step.
  init(_ rule: any UpdateRule.Type) {
    self.init(
      rule, .updateRule,
      rule: Rule(
        learningRate: rule.defaultLearningRate, batch: rule.batch, view: rule.view,
        tuning: rule.tuning, cost: RuleCost(rule.init())))
  }

  /// The entry of a solver.
  init(_ solver: any (Solver & Described).Type) { self.init(solver, .solver) }

  /// The entry of a wrapper.
  init(_ wrapper: any Wrapper.Type) { self.init(wrapper, .wrapper) }
}

/// All that can be named: the registries are its only source.
public enum Catalogue {
  /// What `--optimizer` takes: solvers first, then the update rules.
  public static var methods: [CatalogueEntry] {
    SolverRegistry.solvers.map { CatalogueEntry($0) }
      + OptimizerRegistry.rules.map { CatalogueEntry($0) }
  }

  /// What can be put around an update rule, the outermost first.
  public static var wrappers: [CatalogueEntry] { WrapperRegistry.all.map { CatalogueEntry($0) } }

  /// The method with this name.
  ///
  /// - Throws: For an unknown name, with the nearest one as advice.
  public static func method(named name: String) throws(DescentError) -> CatalogueEntry {
    try entry(named: name, "optimizer", among: methods)
  }

  /// The method or wrapper with this name.
  ///
  /// - Throws: For an unknown name, with the nearest one as advice.
  public static func entry(named name: String) throws(DescentError) -> CatalogueEntry {
    try entry(named: name, "optimizer or wrapper", among: methods + wrappers)
  }

  private static func entry(
    named name: String, _ subject: String, among entries: [CatalogueEntry]
  ) throws(DescentError) -> CatalogueEntry {
    guard let entry = entries.first(where: { $0.name == name }) else {
      throw .unknown(subject, name, among: entries.map(\.name))
    }
    return entry
  }
}
