extension Translation {
  /// `optax`, its aliases of rules that see whole tensors or the function's value.
  static let optaxShaped: [String: Translation] = [
    "optax.lamb": .init(name: "lamb"),
    "optax.lars": .init(name: "lars"),
    "optax.novograd": .init(name: "novograd"),
    "optax.adafactor": .init(
      name: "adafactor",
      keys: [
        "min_dim_size_to_factor": ["smallest-factored"], "decay_rate": ["decay"],
        "multiply_by_parameter_scale": ["relative"], "clipping_threshold": ["clipping"],
        "weight_decay_rate": ["fixed-decay"],
      ],
      fixed: ["floor": "added", "rate-cap": "false"], ignored: ["decay_offset": "0.0"]),
    "optax.sm3": .init(name: "sm3"),
    "optax.fromage": .init(name: "fromage"),
    "optax.polyak_sgd": .init(name: "polyak-sgd", rate: ["max_learning_rate"]),
  ]
}
