public import DescentCore

/// The exponential moving average of the parameters, with which the function is evaluated.
///
/// Polyak & Juditsky 1992 with fading memory; PyTorch's `AveragedModel` with
/// `get_ema_multi_avg_fn`. With `warmup` β is min(β, (1 + t)/(10 + t)), as in TensorFlow's
/// `ExponentialMovingAverage`, so that the first parameters are soon forgotten.
public struct EMA: Wrapper {
  public static let name = "ema"
  public static let summary = "Evaluates the exponential moving average of the parameters."
  public static let formula = """
    a₁ = p₁
    aₜ = β·aₜ₋₁ + (1 − β)·pₜ     t = 2, 3, …; evaluated at aₜ
    """
  public static let source =
    "Polyak & Juditsky 1992, doi:10.1137/0330046; PyTorch's get_ema_multi_avg_fn"
  public static let role: WrapperRole? = .average
  public static let hyperparameters = [
    Hyperparameter<Self>("decay", \.decay, .within(0..<1), "β, what stays of the average"),
    Hyperparameter("warmup", \.warmsUp, "whether β rises to its value from 2/11 on"),
  ]

  /// β.
  public var decay = 0.999
  /// Whether β rises to its value.
  public var warmsUp = false

  public init() {}

  public func initialState(for p: Tensor) -> RuleState { ["average": p] }

  public func update(_ step: Step, state s: inout RuleState, inner: inout Inner) -> Tensor {
    let p = inner.update(step)
    let decay = warmsUp ? min((1 + step.t) / (10 + step.t), decay) : Tensor(decay)
    let beta = select(step.t .== 1, 0, decay)
    s.average = beta * s.average + (1 - beta) * p
    return p
  }

  public func evaluationPoint(at p: Tensor, inner: Tensor, state s: RuleState) -> Tensor {
    s.average
  }
}
