extension Recipe {
  /// The flags of `descent minimize`.
  var flags: [String] {
    var flags = ["--optimizer", rule]
    if !settings.isEmpty { flags += ["--set"] + pairs(settings) }
    for (key, value) in treatment.sorted(by: { $0.key < $1.key }) { flags += ["--\(key)", value] }
    if let schedule { flags += ["--schedule", schedule] }
    for (name, settings) in wrappers {
      let text = pairs(settings).joined(separator: ",")
      flags += ["--wrap", text.isEmpty ? name : "\(name):\(text)"]
    }
    for group in groups {
      let recipe = group.recipe
      let own = ["optimizer=\(recipe.rule)"] + pairs(recipe.settings) + pairs(recipe.treatment)
      flags += ["--group", "\(group.pattern): \(own.joined(separator: ", "))"]
    }
    return flags
  }

  private func pairs(_ settings: [String: String]) -> [String] {
    settings.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
  }
}
