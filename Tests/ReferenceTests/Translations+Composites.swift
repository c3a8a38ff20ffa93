import Descent

extension Translation {
  /// Configurations of several parts, by what the files call the whole.
  static let composites: [String: @Sendable (OptimizerEntry) throws -> Recipe] = [
    "optax.chain": { try $0.chain() },
    "optax.MultiSteps": { try $0.chain(inside: "MultiSteps") },
    "optax.apply_if_finite": { try $0.chain(inside: "apply_if_finite") },
    "optax.lookahead": { try $0.chain(inside: "lookahead") },
    "optax.contrib.mechanize": { try $0.parts(["base"], inside: "mechanize") },
    "chain(sgd, contrib.reduce_on_plateau)": { try $0.parts(["reduce_on_plateau", "sgd"]) },
    "optax.contrib.sam": {
      try $0.parts(["adversarial_normalized_sgd", "outer_sgd"], inside: "sam")
    },
    "pytorch_optimizer.SAM(torch SGD)": { try $0.around("torch.optim.SGD", "SAM") },
    "pytorch_optimizer.SAM(torch SGD), adaptive": { try $0.around("torch.optim.SGD", "SAM") },
    "pytorch_optimizer.Lookahead(torch Adam)": { try $0.around("torch.optim.Adam", "Lookahead") },
    "torch.optim.Adam + swa_utils.AveragedModel(get_ema_multi_avg_fn)": {
      try $0.around("torch.optim.Adam", "AveragedModel")
    },
    "torch.optim.Adam + swa_utils.AveragedModel (equal weights)": {
      try $0.around("torch.optim.Adam", "AveragedModel")
    },
    "torch.optim.SGD + lr_scheduler.StepLR": { try $0.stepped() },
    "optax schedule as learning_rate": { try $0.scheduled() },
    "optax.chain(scale_by_adam, masked(add_decayed_weights, W only), scale)": { try $0.masked() },
    "optax.partition (multi_transform)": { try $0.partitioned() },
    "optax.optimistic_adam": { try $0.optimisticAdam() },
  ]

  /// Transformations that are wrappers here, by name.
  private static let wrappers: [String: Translation] = [
    "clip": .wrapper("clip-value", keys: ["max_delta": ["bound"]]),
    "clip_by_global_norm": .wrapper(
      "clip-norm", keys: ["max_norm": ["bound"]], fixed: ["epsilon": "0"]),
    "clip_by_block_rms": .wrapper("clip-rms", keys: ["threshold": ["bound"]]),
    "adaptive_grad_clip": .wrapper("clip-adaptive", ignored: ["axis": "none"]),
    "centralize": .wrapper("centralize", fixed: ["units": "first"]),
    "normalize_by_update_norm": .wrapper("normalize", keys: ["scale_factor": ["norm"]]),
    "zero_nans": .wrapper("zero-nans"),
    "apply_every": .wrapper("apply-every", keys: ["k": ["every"]]),
    "keep_params_nonnegative": .wrapper("keep-nonnegative"),
    "scale_by_param_block_norm": .wrapper("scale-by-norm", keys: ["min_scale": ["lowest"]]),
    "MultiSteps": .wrapper("accumulate", keys: ["every_k": ["every"], "use_grad_mean": ["mean"]]),
    "apply_if_finite": .wrapper("skip-nonfinite", keys: ["max_consecutive_errors": ["limit"]]),
    "lookahead": .wrapper(
      "look-ahead",
      keys: ["sync_period": ["every"], "slow_step_size": ["slow-step"], "reset_state": ["reset"]]),
    "Lookahead": .wrapper(
      "look-ahead", keys: ["k": ["every"], "alpha": ["slow-step"]],
      ignored: ["pullback_momentum": "none"]),
    "SAM": .wrapper("sam", keys: ["rho": ["radius"]]),
    "sam": .wrapper(
      "sam", keys: ["sync_period": ["period"]], fixed: ["epsilon": "0"],
      ignored: ["opaque_mode": nil]),
    "mechanize": .wrapper("mechanic", keys: ["s_init": ["start"], "num_betas": ["betas"]]),
    "reduce_on_plateau": .wrapper(
      "reduce-on-plateau",
      keys: [
        "rtol": ["relative"], "atol": ["absolute"], "accumulation_size": ["window"],
        "min_scale": ["lowest"],
      ]),
    "AveragedModel": .wrapper(
      "ema", variants: ["mode=swa": "swa"], ignored: ["mode": "ema"]),
  ]

  /// Transformations that are rules here, by name, where the table of whole optimizers has none.
  private static let rules: [String: Translation] = [
    "ema": .init(
      name: "mean-gradient", keys: ["decay": ["beta"], "debias": ["bias-correction"]]),
    "trace": .init(
      name: "momentum", keys: ["decay": ["momentum"]], variants: ["nesterov=true": "nesterov"],
      ignored: ["nesterov": "false"]),
  ]

  private static func wrapper(
    _ name: String, keys: [String: [String]] = [:], fixed: [String: String] = [:],
    variants: [String: String] = [:], ignored: [String: String?] = [:]
  ) -> Translation {
    Translation(
      name: name, keys: keys, fixed: fixed, variants: variants, ignored: ignored, isWrapper: true)
  }

  /// The rule or wrapper of this name; one that only scales is called as what it is made of.
  fileprivate static func transform(_ name: String) throws -> Translation {
    if let wrapper = wrappers[name] { return wrapper }
    let rule = name.replacing("scale_by_", with: "")
    guard let translation = all["optax.\(rule)"] ?? rules[rule] else {
      throw Untranslated("no translation of the transformation \(name)")
    }
    return translation
  }
}

extension OptimizerEntry {
  private typealias Values = [String: JSONValue]

  /// Adds one transformation to a recipe.
  private func add(_ name: String, _ arguments: Values, to recipe: inout Recipe) throws {
    let arguments = (libraryDefaults?[name] ?? [:]).merging(arguments) { $1 }
    switch name {
    case "scale":
      recipe.treatment["learning-rate"] = arguments["step_size"]?.number.map { "\(-$0)" }
    case "add_decayed_weights":
      // Before a rule it passes through the rule, after it it stands beside.
      let key = recipe.rule.isEmpty ? "l2" : "weight-decay"
      recipe.treatment[key] = arguments["weight_decay"]?.text
    default:
      try Translation.transform(name).apply(arguments, to: &recipe)
    }
  }

  /// A list of transformations, the first of which sees the gradient, inside a wrapper or none.
  fileprivate func chain(inside wrapper: String? = nil) throws -> Recipe {
    var (recipe, own) = (Recipe(), hyperparameters)
    let items = own.removeValue(forKey: "chain")?.list ?? []
    if let wrapper { try add(wrapper, own, to: &recipe) }
    for item in items {
      let name = item.object?["transform"]?.name ?? ""
      try add(name, item.object?["args"]?.object ?? [:], to: &recipe)
    }
    if recipe.rule.isEmpty { recipe.rule = "sgd" }
    return recipe
  }

  /// Named parts, each with its own numbers or with those of the transformation that it names.
  fileprivate func parts(_ names: [String], inside wrapper: String? = nil) throws -> Recipe {
    var (recipe, own) = (Recipe(), hyperparameters)
    let values = names.map { ($0, own.removeValue(forKey: $0)?.object ?? [:]) }
    if let wrapper { try add(wrapper, own, to: &recipe) }
    for (name, value) in values {
      switch name {
      case "base":
        for (name, value) in value { try add(name, value.object ?? [:], to: &recipe) }
      case "outer_sgd": try add("sgd", value, to: &recipe)
      case "adversarial_normalized_sgd":
        // The ascent's learning rate is the radius.
        recipe.wrappers[0].settings["radius"] = value["learning_rate"]?.text
        recipe.wrappers[0].settings["visible"] =
          own["opaque_mode"] == .flag(true) ? "false" : "true"
      default: try add(name, value, to: &recipe)
      }
    }
    return recipe
  }

  /// An optimizer of PyTorch and what is around it, whose numbers stand side by side.
  fileprivate func around(_ rule: String, _ wrapper: String) throws -> Recipe {
    var recipe = Recipe()
    let isOfRule = { (key: String) in
      ["lr", "momentum", "betas", "eps", "weight_decay"].contains(key)
    }
    try Translation.all[rule]?.apply(hyperparameters.filter { isOfRule($0.key) }, to: &recipe)
    try add(wrapper, hyperparameters.filter { !isOfRule($0.key) }, to: &recipe)
    // What the library averages begins with the first step.
    if recipe.wrappers[0].name == "swa" { recipe.wrappers[0].settings["start"] = "0" }
    return recipe
  }

  fileprivate func stepped() throws -> Recipe {
    var (recipe, own) = (Recipe(), hyperparameters)
    let (every, factor) = (own.removeValue(forKey: "step_size"), own.removeValue(forKey: "gamma"))
    try Translation.all["torch.optim.SGD"]?.apply(own, to: &recipe)
    recipe.schedule = "step:every=\(Int(every?.number ?? 0)),factor=\(factor?.text ?? "")"
    return recipe
  }

  /// A schedule of Optax, which says the rate itself, in place of a learning rate.
  fileprivate func scheduled() throws -> Recipe {
    var recipe = Recipe()
    let (schedule, optimizer) = (hyperparameters["schedule"]?.object, hyperparameters["optimizer"])
    let name = schedule?["name"]?.name ?? ""
    let values = (libraryDefaults?[name] ?? [:]).merging(schedule?["args"]?.object ?? [:]) { $1 }
    guard let translation = ScheduleTranslation.all["optax.\(name)"] else {
      throw Untranslated("no translation of the schedule \(name)")
    }
    let course = try translation.course(values.filter { $0.value != .null }, baseRate: 1)
    recipe.treatment["learning-rate"] = "\(course.rate)"
    recipe.schedule = course.text
    let rate = recipe.treatment
    try add(
      optimizer?.object?["name"]?.name ?? "", optimizer?.object?["args"]?.object ?? [:], to: &recipe
    )
    recipe.treatment.merge(rate) { $1 }
    return recipe
  }

  /// Adam with decoupled decay of the parameter `W` alone.
  fileprivate func masked() throws -> Recipe {
    var recipe = Recipe()
    recipe.rule = "adam"
    recipe.treatment["learning-rate"] = hyperparameters["learning_rate"]?.text
    var group = recipe
    group.treatment["weight-decay"] = hyperparameters["weight_decay"]?.text
    recipe.groups = [Recipe.Group(pattern: "W", recipe: group)]
    return recipe
  }

  /// The deprecated form, in which the change is weighed by a rate of its own.
  fileprivate func optimisticAdam() throws -> Recipe {
    var values = hyperparameters
    guard let rate = values["learning_rate"]?.number else { throw Untranslated("no rate") }
    let optimism = values.removeValue(forKey: "optimism")?.number ?? rate
    values["beta"] = .number(optimism / rate)
    var recipe = Recipe()
    try Translation.all["optax.optimistic_adam_v2"]?.apply(values, to: &recipe)
    return recipe
  }

  /// A rule for each parameter: numbers are named `PARAMETER_RULE_NUMBER`.
  fileprivate func partitioned() throws -> Recipe {
    var recipes: [String: (rule: String, values: Values)] = [:]
    for (key, value) in hyperparameters {
      let parts = key.split(separator: "_", maxSplits: 2).map(String.init)
      recipes[parts[0], default: (parts[1], [:])].values[parts[2]] = value
    }
    var groups: [Recipe.Group] = []
    for (pattern, (rule, values)) in recipes.sorted(by: { $0.key < $1.key }) {
      var recipe = Recipe()
      try add(rule, values, to: &recipe)
      groups.append(Recipe.Group(pattern: pattern, recipe: recipe))
    }
    var recipe = groups[0].recipe
    recipe.groups = groups
    return recipe
  }
}
