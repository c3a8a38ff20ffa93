import DescentCore

/// What the catalogue says about a method, a wrapper or a schedule.
public struct CatalogueEntry: Sendable, Equatable {
  /// One of the values that users may set.
  public struct Setting: Sendable, Equatable {
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
    /// What it makes of a learning rate that changes from step to step.
    public let rateCourse: RateCourse
  }

  /// What a step costs: where a rule looks at shapes, that depends on them.
  public struct Cost: Sendable, Equatable {
    /// On a matrix of 64 by 64.
    public let matrix: StepCost
    /// On a vector of 64.
    public let vector: StepCost

    /// What `optimizer` costs more than what is inside it.
    init(_ optimizer: Optimizer, inside: Optimizer? = nil) {
      func cost(_ shape: Shape) -> StepCost {
        let cost = StepCost(optimizer, shape: shape)
        return inside.map { cost.beyond(StepCost($0, shape: shape)) } ?? cost
      }
      (matrix, vector) = (cost([64, 64]), cost([64]))
    }
  }

  /// The kinds of entries.
  public enum Family: String, Sendable, Encodable {
    case updateRule = "update-rule"
    case solver, wrapper, schedule
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
  /// What a step of an update rule costs, or a wrapper beside what is inside it; nil for others.
  public let cost: Cost?

  /// How many vectors, as long as the parameters, an update rule remembers of a matrix.
  public var stateVectors: Double? { rule == nil ? nil : cost?.matrix.memory }

  private init<Item: Described>(
    _ item: Item.Type, _ family: Family, formula: String = Item.formula, rule: Rule? = nil,
    cost: Cost? = nil, more: [Setting] = []
  ) {
    (name, self.family, summary) = (Item.name, family, Item.summary)
    (self.formula, source, self.rule, self.cost) = (formula, Item.source, rule, cost)
    hyperparameters = Self.settings(of: item) + more
  }

  private static func settings<Item: Configurable>(of item: Item.Type) -> [Setting] {
    let defaults = Item()
    return Item.hyperparameters.map {
      Setting(
        key: $0.key, default: $0.get(defaults), range: "\($0.range)", meaning: $0.meaning)
    }
  }

  /// The entry of an update rule, its cost counted by tracing steps.
  init(_ rule: any UpdateRule.Type) {
    let defaults = rule.init()
    var formula = rule.formula
    // What all rules that give a direction have in common.
    if defaults is any DirectionRule, !formula.contains("pₜ =") {
      let decays = !defaults.decoupledWeightDecay.isZero
      formula += "\npₜ = pₜ₋₁ − η·" + (decays ? "(dₜ + λ·pₜ₋₁)" : "dₜ")
    }
    self.init(
      rule, .updateRule, formula: formula,
      rule: Rule(
        learningRate: rule.defaultLearningRate, batch: rule.batch, view: rule.view,
        tuning: rule.tuning, rateCourse: rule.rateCourse),
      cost: Cost(Optimizer(defaults)))
  }

  /// The entry of a solver.
  init(_ solver: any (Solver & Described).Type) { self.init(solver, .solver) }

  /// The entry of a wrapper, its cost that around plain descent.
  init(_ wrapper: any Wrapper.Type) {
    let inside = Optimizer(SGD())
    let whole = Optimizer(SGD(), wrappers: [wrapper.init()])
    self.init(
      wrapper, .wrapper, cost: Cost(whole.resolved(totalSteps: 100), inside: inside))
  }

  /// The entry of a schedule, with the settings that all of them have.
  init(_ curve: any (ScheduleCurve & Described).Type) {
    let parts = Setting(
      key: "of", default: .unset, range: "schedules in brackets, such as [linear;cosine]",
      meaning: "what it is made of")
    self.init(
      curve, .schedule,
      more: (curve is any CompositeCurve.Type ? [parts] : []) + Self.settings(of: Warmup.self))
  }
}
