extension Translation {
  /// `optax.contrib`, but for its elementwise rules.
  static let contrib: [String: Translation] = [
    "optax.contrib.cocob": .init(name: "cocob", decay: .l2),
    "optax.contrib.dadapt_adamw": .init(name: "dadapt-adamw", keys: ["estim_lr0": ["d-first"]]),
    "optax.contrib.prodigy": .init(
      name: "prodigy",
      keys: [
        "estim_lr0": ["d-first"], "estim_lr_coef": ["d-factor"], "safeguard_warmup": ["safeguard"],
      ]),
    "optax.contrib.dog": .init(
      name: "dog", decay: .l2, keys: ["init_step": ["first", "first-step"]]),
    "optax.contrib.dowg": .init(
      name: "dowg", decay: .l2, keys: ["init_estim_sq_dist": ["first-distance"]]),
    "optax.contrib.momo": .init(name: "momo"),
    "optax.contrib.momo_adam": .init(name: "momo-adam"),
    "optax.contrib.muon": .init(
      name: "muon",
      keys: [
        "ns_coeffs": ["a", "b", "c"], "ns_steps": ["iterations"], "beta": ["momentum"],
        "adam_b1": ["beta1"], "adam_b2": ["beta2"], "adam_weight_decay": ["vector-decay"],
      ],
      fixed: ["form": "optax", "scale": "optax"],
      ignored: [
        "preconditioning": "frobenius", "adam_eps_root": "0.0", "adam_learning_rate": "none",
        "consistent_rms": "none",
      ]),
    "optax.contrib.schedule_free_sgd": .init(
      name: "schedule-free-sgd", decay: .l2,
      keys: [
        "b1": ["momentum"], "weight_lr_power": ["rate-power"], "warmup_steps": ["warmup"],
      ],
      fixed: ["late-warmup": "true"]),
    "optax.contrib.schedule_free_adamw": .init(
      name: "schedule-free-adamw",
      keys: ["weight_lr_power": ["rate-power"], "warmup_steps": ["warmup"]],
      fixed: ["late-warmup": "true"]),
    // The recorded runs have the exact diagonal in the place of Optax's random one.
    "optax.contrib.sophia": .init(
      name: "sophia", keys: ["clip_threshold": ["clipping"], "update_interval": ["interval"]],
      fixed: ["estimator": "exact"]),
  ]
}
