import Descent

/// Prints the catalogue.
struct CatalogueReport {
  let console: Console

  /// One JSON array.
  func json(_ entries: [CatalogueEntry]) {
    console.print("[\(entries.map { JSONObject($0).description }.joined(separator: ",\n "))]")
  }

  /// A line for each entry.
  func list() {
    let methods = Catalogue.methods
    section("solvers", methods.filter { $0.family == .solver })
    section("update rules", methods.filter { $0.family == .updateRule })
    section("wrappers, around any update rule, the outermost first (--wrap)", Catalogue.wrappers)
    section("schedules, of the learning rate or any other number (--schedule)", Catalogue.schedules)
    console.print("descent optimizers NAME shows one of them in full.")
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
      if let words = rule.rateCourse.words { facts.append(("schedules", words)) }
      if let tuning = rule.tuning { facts.append(("to tune", tuning)) }
      facts.append(("looks at", rule.view.words))
      if rule.batch == .whole { facts.append(("batch", "all of the data")) }
    }
    if let cost = entry.cost {
      let hasShapes = entry.rule?.view == .tensors
      facts.append(("memory", cost.words(hasShapes: hasShapes, \.memoryWords)))
      facts.append(("cost a step", cost.words(hasShapes: hasShapes, \.words)))
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

extension RateCourse {
  fileprivate var words: String? {
    switch self {
    case .scheduled: nil
    case .constant: "made for a constant rate"
    case .first: "do nothing: the first rate is for good"
    }
  }
}

extension CatalogueEntry.Cost {
  /// Of a matrix and of a vector, where shapes count and they differ.
  fileprivate func words(hasShapes: Bool, _ words: (StepCost) -> String) -> String {
    let (a, b) = (words(matrix), words(vector))
    return a == b || !hasShapes ? a : "\(a) of a matrix of 64 x 64; \(b) of a vector of 64"
  }
}

extension StepCost {
  fileprivate var memoryWords: String { plural(memory, "number") + " a parameter" }

  fileprivate var words: String {
    var parts = [plural(operations, "operation") + " a parameter"]
    if gradients > 0 { parts.append(plural(gradients, "more gradient")) }
    if hessianVectorProducts > 0 { parts.append(plural(hessianVectorProducts, "Hessian product")) }
    if usesValue { parts.append("the function's value") }
    if usesOtherValues { parts.append("values of the function elsewhere") }
    return parts.joined(separator: ", ")
  }
}

/// "1 number" or "2.5 numbers".
private func plural(_ count: Double, _ noun: String) -> String {
  let text = count.significant(3)
  return "\(text) \(noun)\(text == "1" ? "" : "s")"
}
