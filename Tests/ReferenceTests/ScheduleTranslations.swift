extension ScheduleTranslation {
  /// All schedules, by the name that the file gives them.
  static let all = torch.merging(optax) { $1 }

  private static let torch: [String: ScheduleTranslation] = [
    "torch.optim.lr_scheduler.StepLR": .init(
      name: "step", keys: ["step_size": "every", "gamma": "factor"]),
    "torch.optim.lr_scheduler.MultiStepLR": .init(name: "multi-step", keys: ["gamma": "factor"]),
    "torch.optim.lr_scheduler.ConstantLR": .init(
      name: "constant", keys: ["total_iters": "steps"],
      fixed: ["factor": "\(1 / 3.0)", "steps": "5"]),
    "torch.optim.lr_scheduler.LinearLR": .init(
      name: "linear",
      keys: ["start_factor": "initial", "end_factor": "final", "total_iters": "steps"],
      fixed: ["initial": "\(1 / 3.0)", "final": "1", "steps": "5"]),
    "torch.optim.lr_scheduler.ExponentialLR": .init(name: "exponential", keys: ["gamma": "decay"]),
    "torch.optim.lr_scheduler.PolynomialLR": .init(
      name: "polynomial", keys: ["total_iters": "steps"], fixed: ["steps": "5"]),
    "torch.optim.lr_scheduler.CosineAnnealingLR": .init(
      name: "cosine", keys: ["T_max": "steps", "eta_min": "final"], rates: ["eta_min"],
      fixed: ["oscillates": "true"]),
    "torch.optim.lr_scheduler.CosineAnnealingWarmRestarts": .init(
      name: "cosine-restarts", keys: ["T_0": "period", "T_mult": "growth", "eta_min": "final"],
      rates: ["eta_min"]),
    "torch.optim.lr_scheduler.CyclicLR": .init(
      name: "cyclic", rate: "max_lr",
      keys: [
        "step_size_up": "up", "step_size_down": "down", "gamma": "decay", "base_lr": "initial",
      ],
      rates: ["base_lr"],
      ignored: ["scale_mode", "cycle_momentum", "base_momentum", "max_momentum"]),
    "torch.optim.lr_scheduler.OneCycleLR": .init(
      name: "one-cycle", rate: "max_lr",
      keys: ["total_steps": "steps", "pct_start": "rise", "anneal_strategy": "shape"],
      ignored: [
        "epochs", "steps_per_epoch", "cycle_momentum", "base_momentum", "max_momentum",
        "div_factor", "final_div_factor",
      ], computed: oneCycle),
    "torch.optim.lr_scheduler.ReduceLROnPlateau": .init(
      name: "plateau", keys: ["min_lr": "minimum", "eps": "epsilon"], rates: ["min_lr", "eps"]),
    "torch.optim.swa_utils.SWALR": .init(
      name: "piecewise",
      keys: ["anneal_epochs": "at", "swa_lr": "factors", "anneal_strategy": "shape"],
      rates: ["swa_lr"]),
    "torch.optim.lr_scheduler.SequentialLR": .init(name: "sequence", keys: ["milestones": "at"]),
    "torch.optim.lr_scheduler.ChainedScheduler": .init(name: "product"),
  ]

  private static let optax: [String: ScheduleTranslation] = [
    "optax.constant_schedule": .init(name: "constant", rate: "value"),
    "optax.linear_schedule": .init(name: "linear", keys: ramp),
    "optax.polynomial_schedule": .init(name: "polynomial", keys: ramp),
    "optax.exponential_decay": .init(
      name: "exponential", rate: "init_value", keys: decay, rates: ["end_value"]),
    "optax.cosine_decay_schedule": .init(
      name: "cosine", rate: "init_value", keys: ["alpha": "final", "decay_steps": "steps"]),
    "optax.piecewise_constant_schedule": .init(name: "piecewise", rate: "init_value"),
    "optax.piecewise_interpolate_schedule": .init(
      name: "piecewise", rate: "init_value", keys: ["interpolate_type": "shape"]),
    "optax.warmup_constant_schedule": .init(
      name: "constant", rate: "peak_value", keys: warmup, rates: ["init_value"]),
    "optax.warmup_cosine_decay_schedule": .init(
      name: "cosine", rate: "peak_value", keys: warmup.merging(["end_value": "final"]) { $1 },
      rates: ["init_value", "end_value"], ignored: ["decay_steps"],
      computed: ["steps": { $0["decay_steps", default: .nan] - $0["warmup_steps", default: 0] }]),
    "optax.warmup_exponential_decay_schedule": .init(
      name: "exponential", rate: "peak_value", keys: decay.merging(warmup) { $1 },
      rates: ["init_value", "end_value"]),
    "optax.cosine_onecycle_schedule": .init(
      name: "one-cycle", rate: "peak_value",
      keys: ["transition_steps": "steps", "pct_start": "rise"], fixed: ["style": "optax"],
      ignored: ["div_factor", "final_div_factor"], computed: oneCycle),
    "optax.linear_onecycle_schedule": .init(
      name: "one-cycle", rate: "peak_value",
      keys: ["transition_steps": "steps", "pct_start": "rise", "pct_final": "fall"],
      fixed: ["style": "optax", "shape": "linear"],
      ignored: ["div_factor", "final_div_factor"], computed: oneCycle),
    "optax.sgdr_schedule": .init(
      name: "sgdr",
      keys: [
        "init_value": "initial", "peak_value": "peak", "end_value": "final",
        "decay_steps": "steps", "warmup_steps": "warmup",
      ]),
    "optax.join_schedules": .init(name: "sequence", keys: ["boundaries": "at"]),
  ]

  /// The course of the momentum that a schedule cycles, too.
  static let momentum: [String: ScheduleTranslation] = [
    "torch.optim.lr_scheduler.CyclicLR": .init(
      name: "cyclic", rate: "max_momentum",
      keys: [
        "step_size_up": "up", "step_size_down": "down", "gamma": "decay", "base_momentum": "peak",
      ], rates: ["base_momentum"], fixed: ["initial": "1"],
      ignored: ["scale_mode", "cycle_momentum", "base_lr", "max_lr"]),
    "torch.optim.lr_scheduler.OneCycleLR": .init(
      name: "one-cycle", rate: "max_momentum",
      keys: [
        "total_steps": "steps", "pct_start": "rise", "anneal_strategy": "shape",
        "base_momentum": "peak",
      ], rates: ["base_momentum"], fixed: ["initial": "1", "final": "1"],
      ignored: [
        "epochs", "steps_per_epoch", "cycle_momentum", "max_lr", "div_factor", "final_div_factor",
      ]),
  ]

  private static let ramp = [
    "init_value": "initial", "end_value": "final", "transition_steps": "steps",
    "transition_begin": "begin",
  ]
  private static let decay = [
    "end_value": "final", "transition_steps": "every", "transition_begin": "begin",
    "decay_rate": "decay",
  ]
  private static let warmup = ["init_value": "start", "warmup_steps": "warmup"]
  private static let oneCycle: [String: @Sendable ([String: Double]) -> Double] = [
    "initial": { 1 / $0["div_factor", default: .nan] },
    "final": { 1 / ($0["div_factor", default: .nan] * $0["final_div_factor", default: .nan]) },
  ]
}
