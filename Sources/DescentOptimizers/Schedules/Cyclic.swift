import Foundation

/// A factor that goes up and down between two values.
///
/// Smith 2017, arXiv:1506.01186; PyTorch's `CyclicLR` with max_lr the learning rate and initial =
/// base_lr/max_lr. The momentum takes the opposite course: a schedule of the momentum, set to
/// max_momentum, with initial = 1 and peak = base_momentum/max_momentum.
public struct Cyclic: ScheduleCurve, Described {
  public static let name = "cyclic"
  public static let summary = "A factor that goes up and down between two values."
  public static let formula = """
    fₖ = initial + (peak − initial)·wave·scale     wave: 0 → 1 in `up` steps, 1 → 0 in `down`
    scale = 1 (triangular), 2^(−cycle) (triangular2), decayᵏ (exp-range)
    """
  public static let source = "Smith 2017, arXiv:1506.01186; PyTorch's CyclicLR"
  public static let hyperparameters = [
    Hyperparameter<Self>("up", \.up, .count(atLeast: 1), "steps up"),
    Hyperparameter("down", \.down, .count(atLeast: 1), "steps down; as many as up if none"),
    Hyperparameter("mode", \.mode, "how cycles shrink"),
    Hyperparameter("decay", \.decay, .above(0), "what exp-range multiplies at each step"),
    Hyperparameter("initial", \.initial, .atLeast(0), "the factor at first"),
    Hyperparameter("peak", \.peak, .atLeast(0), "the factor at the first peak"),
  ]

  /// The steps up.
  public var up = 2000.0
  /// The steps down; as many as up if nil.
  public var down: Double?
  /// How cycles shrink.
  public var mode = Mode.triangular
  /// What `expRange` multiplies at each step.
  public var decay = 1.0
  /// The factor at first and at the first peak.
  public var initial = 0.1, peak = 1.0

  /// How cycles shrink.
  public enum Mode: String, SettingChoice {
    case triangular, triangular2
    case expRange = "exp-range"
  }

  public init() {}

  public func factor(at step: Int) -> Double {
    let k = Double(step)
    let period = up + (down ?? up)
    let cycle = (k / period).rounded(.down)
    let rest = k - cycle * period
    let wave = rest <= up ? rest / up : (period - rest) / (period - up)
    let scale =
      switch mode {
      case .triangular: 1.0
      case .triangular2: pow(0.5, cycle)
      case .expRange: pow(decay, k)
      }
    return initial + (peak - initial) * wave * scale
  }
}
