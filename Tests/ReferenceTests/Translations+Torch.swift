extension Translation {
  /// `torch.optim`.
  static let torch: [String: Translation] = [
    "torch.optim.SGD": .init(
      name: "momentum", decay: .l2, variants: ["nesterov=true": "nesterov"],
      ignored: ["nesterov": "false"]),
    "torch.optim.Adagrad": .init(
      name: "adagrad", decay: .l2,
      keys: [
        "initial_accumulator_value": ["initial-accumulator"], "lr_decay": ["rate-decay"],
      ]),
    "torch.optim.Adadelta": .init(name: "adadelta", decay: .l2),
    "torch.optim.RMSprop": .init(name: "rmsprop", decay: .l2),
    "torch.optim.Adam": .init(
      name: "adam", decay: .l2, variants: ["amsgrad=true": "amsgrad"],
      ignored: ["amsgrad": "false"]),
    "torch.optim.AdamW": .init(
      name: "adam", decay: .decoupled, variants: ["amsgrad=true": "amsgrad"],
      ignored: ["amsgrad": "false"]),
    "torch.optim.Adamax": .init(name: "adamax", decay: .l2),
    "torch.optim.NAdam": .init(name: "nadam", decay: .l2),
    "torch.optim.RAdam": .init(name: "radam", decay: .l2),
    "torch.optim.ASGD": .init(name: "asgd", decay: .l2, keys: ["lambd": ["lambda"]]),
    "torch.optim.Rprop": .init(
      name: "rprop",
      keys: ["etas": ["decrease", "increase"], "step_sizes": ["smallest", "largest"]]),
    "torch.optim.Adafactor": .init(
      name: "adafactor", decay: .decoupled,
      keys: ["eps": ["epsilon", "relative-floor"], "d": ["clipping"], "beta2_decay": ["decay"]],
      negated: ["beta2_decay"]),
    "torch.optim.Muon": .init(
      name: "muon",
      keys: [
        "ns_coefficients": ["a", "b", "c"], "ns_steps": ["iterations"], "adjust_lr_fn": ["scale"],
      ],
      fixed: ["vectors": "keep"]),
  ]
}
