import Descent

/// How an optimizer or a transformation of another library is written here. Names that are not
/// given are the library's own in kebab-case; those of `common` are the same everywhere.
struct Translation: Sendable {
  /// A rule, or a wrapper where `isWrapper`.
  var name: String
  /// What the library's `weight_decay` is here.
  var decay = Decay.setting
  /// Our key for the library's name; several for a list.
  var keys: [String: [String]] = [:]
  /// The library's names of the learning rate.
  var rate: Set<String> = ["lr", "learning_rate"]
  /// Numbers that have the other sign here.
  var negated: Set<String> = []
  /// What the library does without a name for it.
  var fixed: [String: String] = [:]
  /// The rule that it is where a setting has a value: `["nesterov=true": "nesterov"]`.
  var variants: [String: String] = [:]
  /// Settings that have no effect here: by name, the only value for which that is so; nil for any.
  var ignored: [String: String?] = [:]
  var isWrapper = false

  enum Decay: Sendable {
    /// Added to the gradient.
    case l2
    /// Beside the rule.
    case decoupled
    /// A setting of the rule.
    case setting
  }

  private static let common: [String: [String]] = [
    "betas": ["beta1", "beta2", "beta3"], "b1": ["beta1"], "b2": ["beta2"], "b3": ["beta3"],
    "eps": ["epsilon"], "eps_root": ["epsilon-root"],
  ]

  /// Adds what it is with these hyper-parameters to a recipe.
  func apply(_ hyperparameters: [String: JSONValue], to recipe: inout Recipe) throws {
    var (name, settings) = (name, fixed)
    for (key, value) in hyperparameters.sorted(by: { $0.key < $1.key }) {
      if let variant = variants["\(key)=\(value.text)"] {
        name = variant
      } else if let ignored = ignored[key] {
        guard ignored == nil || ignored == value.text else {
          throw Untranslated("\(name): \(key)=\(value.text)")
        }
      } else if rate.contains(key), keys[key] == nil, !isWrapper {
        recipe.treatment["learning-rate"] = value.text
      } else if key == "maximize" {
        if value == .flag(true) { recipe.wrappers.append(("maximize", [:])) }
      } else if key == "weight_decay", keys[key] == nil, decay != .setting {
        if value != .null { recipe.treatment[decay == .l2 ? "l2" : "weight-decay"] = value.text }
      } else {
        let targets =
          keys[key] ?? Self.common[key] ?? [key.lowercased().replacing("_", with: "-")]
        // Null stands for what is not set.
        for (target, item) in zip(targets, value.list ?? [value]) where item != .null {
          let number = negated.contains(key) ? item.number.map { JSONValue.number(-$0) } : nil
          settings[target] = number?.text ?? item.name?.replacing("_", with: "-") ?? item.text
        }
      }
    }
    if isWrapper {
      recipe.wrappers.append((name, settings))
    } else {
      let keys = try OptimizerRegistry.rule(named: name).keys
      // A variant may lack settings that do nothing in it.
      recipe.settings = settings.filter { name == self.name || keys.contains($0.key) }
      recipe.rule = name
    }
  }
}
