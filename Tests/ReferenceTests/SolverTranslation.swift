/// How a solver of another library is written here: names of parts are put before names in them,
/// `zoom_linesearch.tol`.
struct SolverTranslation: Sendable {
  /// What one of the library's names stands for here.
  enum Meaning: Sendable {
    /// These settings; `null` is what the library's null is.
    case settings([String], null: String = "none")
    /// A count, of which this library's is one more.
    case oneMore(String)
    /// A setting and its value by the library's value.
    case cases([String: (key: String, value: String)])
    /// Nothing, if it is this.
    case only(String)
  }

  /// The solver's name.
  var name: String
  /// What the library does without a name for it, and where there is one of its parts.
  var fixed: [String: String] = [:]
  var parts: [String: [String: String]] = [:]
  var names: [String: Meaning]
  /// Fills in what the library computes from other values.
  var completed: @Sendable ([String: JSONValue]) -> [String: JSONValue] = { $0 }

  /// The settings, as `key=value`.
  func settings(of entry: OptimizerEntry) throws -> [String] {
    var settings = fixed
    for (part, values) in parts where entry.hyperparameters[part] != nil {
      settings.merge(values) { $1 }
    }
    for (name, value) in completed(Self.flattened(entry)) {
      switch (names[name], value) {
      case (.settings(let keys, let null), _):
        for key in keys { settings[key] = value == .null ? null : value.text }
      case (.oneMore(let key), .number(let number)): settings[key] = "\(number + 1)"
      case (.cases(let cases), _) where cases[value.text] != nil:
        cases[value.text].map { settings[$0.key] = $0.value }
      case (.only(value.text), _): break
      default: throw Untranslated("\(self.name): \(name)=\(value.text)")
      }
    }
    return settings.map { "\($0.key)=\($0.value)" }
  }

  /// All values, the defaults of parts where there is no other.
  private static func flattened(_ entry: OptimizerEntry) -> [String: JSONValue] {
    var result: [String: JSONValue] = [:]
    for (part, values) in entry.libraryDefaults ?? [:] {
      let prefix = part.replacing("scale_by_", with: "")
      guard entry.hyperparameters[prefix] != nil else { continue }
      for (key, value) in values { result["\(prefix).\(key)"] = value }
    }
    for (key, value) in entry.hyperparameters {
      guard let part = value.object else {
        result[key] = value
        continue
      }
      for (inner, value) in part { result["\(key).\(inner)"] = value }
    }
    return result
  }
}
