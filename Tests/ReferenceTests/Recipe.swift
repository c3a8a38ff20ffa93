import Descent

/// What another library's configuration is here, in the words of the command's flags.
struct Recipe {
  var rule = ""
  var settings: [String: String] = [:]
  /// Learning rate, decay, penalties.
  var treatment: [String: String] = [:]
  /// Outermost first.
  var wrappers: [(name: String, settings: [String: String])] = []
  var schedule: String?
  var groups: [Group] = []

  /// Parameters by name pattern, and what is done to them.
  struct Group {
    var pattern: String
    var recipe: Recipe
  }

  func optimizer() throws -> Optimizer {
    var optimizer = Optimizer(try OptimizerRegistry.make(rule, settings: settings))
    optimizer.treatment = try makeTreatment()
    optimizer.wrappers = try wrappers.map {
      try WrapperRegistry.make($0.name, settings: $0.settings)
    }
    if let schedule { optimizer.schedule = try Schedule(schedule) }
    optimizer.groups = try groups.map { ParameterGroup($0.pattern, try $0.recipe.makeTreatment()) }
    return optimizer
  }

  private func makeTreatment() throws -> Treatment {
    var treatment = Treatment(try OptimizerRegistry.make(rule, settings: settings))
    for (key, value) in self.treatment.sorted(by: { $0.key < $1.key }) {
      try treatment.set(key, to: value)
    }
    return treatment
  }
}

/// A configuration that has no counterpart here, or a name that the tables do not know.
struct Untranslated: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}
