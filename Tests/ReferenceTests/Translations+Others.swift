extension Translation {
  /// `pytorch_optimizer` and `schedulefree`.
  static let others: [String: Translation] = [
    "pytorch_optimizer.Shampoo": .init(
      name: "shampoo",
      keys: ["preconditioning_compute_steps": ["interval"], "matrix_eps": ["epsilon"]],
      ignored: ["weight_decouple": "false", "fixed_decay": "false"]),
    "pytorch_optimizer.SOAP": .init(
      name: "soap",
      keys: [
        "precondition_frequency": ["interval"], "max_precondition_dim": ["largest"],
        "precondition_1d": ["vectors"], "correct_bias": ["bias-correction"],
        "normalize_gradient": ["normalized"],
      ],
      ignored: ["merge_dims": "false", "data_format": "channels_first"]),
    "pytorch_optimizer.LARS": .init(
      name: "lars", fixed: ["norms": "separate", "rate-in-momentum": "false", "vectors": "false"]),
    "pytorch_optimizer.Lamb": .init(
      name: "lamb", fixed: ["form": "pytorch-optimizer"],
      ignored: [
        "weight_decouple": "true", "fixed_decay": "false", "rectify": "false",
        "degenerated_to_sgd": nil, "n_sma_threshold": nil, "grad_averaging": "true",
        "max_grad_norm": nil, "pre_norm": "false", "adam": "false",
      ]),
    "pytorch_optimizer.Prodigy": .init(
      name: "prodigy",
      keys: ["d0": ["d-first"], "d_coef": ["d-factor"], "safeguard_warmup": ["safeguard"]],
      ignored: ["growth_rate": "none", "weight_decouple": "true", "fixed_decay": "false"]),
    "schedulefree.SGDScheduleFree": .init(
      name: "schedule-free-sgd", decay: .l2, keys: scheduleFree),
    "schedulefree.AdamWScheduleFree": .init(name: "schedule-free-adamw", keys: scheduleFree),
    "schedulefree.RAdamScheduleFree": .init(name: "schedule-free-radam", keys: scheduleFree),
  ]

  private static let scheduleFree = [
    "r": ["step-power"], "weight_lr_power": ["rate-power"], "warmup_steps": ["warmup"],
    "silent_sgd_phase": ["silent"],
  ]
}
