public import DescentCore

/// A factor that rises to its peak, falls back, and at last falls far below where it began.
///
/// With three phases peak → initial until 2·rise·steps − 2, or until fall·steps − 1, and then
/// initial → final. Smith & Topin 2018, arXiv:1708.07120; PyTorch's `OneCycleLR` with max_lr the
/// learning rate, initial = 1/div_factor, final = initial/final_div_factor. Optax's
/// `cosine_onecycle_schedule` and `linear_onecycle_schedule` (fall = pct_final, shape linear) turn
/// one step later, at ⌊rise·steps⌋ and steps: that is the style `optax`.
///
/// The momentum takes the opposite course: a schedule of the momentum, set to 0.95, with initial =
/// final = 1 and peak = 0.85/0.95.
public struct OneCycle: LimitedCurve {
  public static let name = "one-cycle"
  public static let summary =
    "A factor that rises to its peak, falls back, and at last falls far below where it began."
  public static let formula = """
    initial → peak     until step rise·steps − 1
    peak → final       until step steps − 1
    """
  public static let source = "Smith & Topin 2018, arXiv:1708.07120; PyTorch's OneCycleLR"
  public static let hyperparameters = [
    stepsSetting(\.steps),
    Hyperparameter("rise", \.rise, .within(0...1), "the share of the steps until the peak"),
    Hyperparameter("fall", \.fall, .within(0...1), "the share until it is back at `initial`"),
    Hyperparameter("three-phase", \.hasThreePhases, "whether it falls as fast as it rose"),
    Hyperparameter("initial", \.initial, .atLeast(0), "the factor at first"),
    Hyperparameter("peak", \.peak, .atLeast(0), "the factor at the peak"),
    Hyperparameter("final", \.final, .atLeast(0), "the factor at the end"),
    Hyperparameter("shape", \.shape, "how it goes from one to the next"),
    Hyperparameter("style", \.style, "whose turning points these are"),
  ]

  public var steps = Double.infinity
  /// The share of the steps until the peak.
  public var rise = 0.3
  /// The share of the steps until it is back where it began; nil for no such phase.
  public var fall: Double?
  /// Whether it is back where it began in as many steps as it rose.
  public var hasThreePhases = false
  /// The factor at first, at the peak and at the end.
  public var initial = 1 / 25.0, peak = 1.0, final = 1 / 25e4
  /// How it goes from one to the next.
  public var shape = Transition.cosine
  /// Whose turning points these are.
  public var style = Style.pytorch

  /// A library whose turning points are meant.
  public enum Style: String, SettingChoice { case pytorch, optax }

  public init() {}

  public func factor(at step: Int) -> Double {
    if steps.isInfinite { return initial }
    var points = [(at: 0, value: initial), (at: turn(rise), value: peak)]
    if let fall {
      points.append((at: turn(fall), value: initial))
    } else if hasThreePhases {
      points.append((at: 2 * turn(rise), value: initial))
    }
    points.append((at: turn(1), value: final))
    return shape.value(at: Double(step), through: points)
  }

  public func check() throws(DescentError) {
    if let fall, hasThreePhases {
      throw DescentError(
        "one-cycle", expected: "three-phase=true or fall", found: "both, fall=\(fall.shortText)")
    }
    guard rise <= fall ?? (hasThreePhases ? 0.5 : 1) else {
      throw DescentError(
        "rise of one-cycle",
        expected: fall.map { "at most fall=\($0.shortText)" } ?? "at most 0.5 with three-phase",
        found: rise.shortText)
    }
  }

  private func turn(_ share: Double) -> Double {
    style == .optax ? (share * steps).rounded(.down) : share * steps - 1
  }
}
