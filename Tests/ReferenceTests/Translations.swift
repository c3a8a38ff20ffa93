extension Translation {
  /// Everything that is one rule or one wrapper, by the name that the files give it.
  static let all = torch.merging(optax) { $1 }.merging(contrib) { $1 }.merging(others) { $1 }
    .merging(elementwise) { $1 }.merging(optaxShaped) { $1 }

  /// What a whole configuration is here.
  static func recipe(for entry: OptimizerEntry) throws -> Recipe {
    if let composite = composites[entry.optimizer] { return try composite(entry) }
    guard let translation = all[entry.optimizer] else {
      throw Untranslated("no translation of \(entry.optimizer)")
    }
    var recipe = Recipe()
    var hyperparameters = entry.hyperparameters
    // PyTorch's switch between two places for the same number.
    var own = translation
    let isDecoupled = hyperparameters.removeValue(forKey: "decoupled_weight_decay")
    if isDecoupled == .flag(true) { own.decay = .decoupled }
    try own.apply(hyperparameters, to: &recipe)
    return recipe
  }
}
