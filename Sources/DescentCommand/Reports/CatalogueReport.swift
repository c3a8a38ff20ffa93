import Descent

/// Prints the catalogue.
struct CatalogueReport {
  let console: Console

  /// One JSON array.
  func json(_ entries: [CatalogueEntry]) {
    let objects = entries.map { entry -> JSONObject in
      [
        "name": entry.name, "family": entry.family, "summary": entry.summary,
        "hyperparameters": entry.hyperparameters, "stateVectors": entry.stateVectors,
        "source": entry.source,
      ]
    }
    console.print("[\(objects.map(\.description).joined(separator: ",\n "))]")
  }

  /// A line for each entry.
  func list() {
    let methods = Catalogue.methods
    section("solvers", methods.filter { $0.family == .solver })
    section("update rules", methods.filter { $0.family == .updateRule })
    section("wrappers, around any update rule, the outermost first (--wrap)", Catalogue.wrappers)
    console.print(console.bold("schedules (--schedule)"))
    console.print("  " + Schedule.names.joined(separator: ", "))
    console.print("\ndescent optimizers NAME shows one of them in full.")
  }

  private func section(_ title: String, _ entries: [CatalogueEntry]) {
    console.print(console.bold(title))
    for entry in entries {
      console.print("  \(entry.name.padded(to: 28))\(entry.summary)")
    }
    console.print("")
  }

  /// All about one entry.
  func show(_ entry: CatalogueEntry) {
    console.print("\(console.bold(entry.name))  \(entry.summary)\n")
    for line in entry.formula.split(separator: "\n", omittingEmptySubsequences: false) {
      console.print("    \(line)")
    }
    console.print("")
    for setting in entry.hyperparameters {
      let value = "\(setting.key)=\(setting.default)".padded(to: 28)
      console.print("  \(value)\(setting.range.padded(to: 20))  \(setting.meaning)")
    }
    if !entry.hyperparameters.isEmpty { console.print("") }
    for (title, text) in facts(of: entry) {
      console.print(console.faint("  " + title.padded(to: 15)) + text)
    }
  }

  private func facts(of entry: CatalogueEntry) -> [(String, String)] {
    var facts: [(String, String)] = []
    if let rule = entry.rule {
      facts.append(("learning rate", "\(rule.learningRate.significant)"))
      if let tuning = rule.tuning { facts.append(("to tune", tuning)) }
      facts.append(("looks at", rule.view.words))
      facts.append(("memory", "\(rule.cost.memory.significant(3)) numbers a parameter"))
      facts.append(("cost a step", rule.cost.words))
      if rule.batch == .whole { facts.append(("batch", "all of the data")) }
    }
    facts.append(("source", entry.source))
    return facts
  }
}

extension ParameterView {
  fileprivate var words: String {
    switch self {
    case .elements: "each number by itself"
    case .tensors: "each parameter by itself, in its own shape"
    case .vector: "all parameters at once"
    }
  }
}

extension RuleCost {
  fileprivate var words: String {
    var parts = ["\(operations.significant(3)) operations a parameter"]
    if gradients > 0 { parts.append(plural(gradients, "more gradient")) }
    if hessianVectorProducts > 0 { parts.append(plural(hessianVectorProducts, "Hessian product")) }
    if usesValue { parts.append("the function's value") }
    return parts.joined(separator: ", ")
  }
}
