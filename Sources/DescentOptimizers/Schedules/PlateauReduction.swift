/// A rate that falls when what should fall has not done so for a while.
///
/// Better than b is below b·(1 − threshold) (`rel`) or b − threshold (`abs`); for the mode `max`
/// above b·(1 + threshold) or b + threshold. PyTorch's `ReduceLROnPlateau`, where `min_lr` and
/// `eps` are rates: `minimum` and `epsilon` are these by the learning rate. Training looks at the
/// validation loss of each epoch, or the training loss without one; `minimize` at each value.
public struct PlateauReduction: ScheduleCurve, Described {
  public static let name = "plateau"
  public static let summary =
    "A rate that falls when what should fall has not done so for a while."
  public static let formula = """
    bad = 0 at a value better than the best, else bad + 1; 0 while cooling down
    f ← max(factor·f, minimum) if bad > patience; then bad = 0, and it cools down
    """
  public static let source = "PyTorch's ReduceLROnPlateau"
  public static let hyperparameters = [
    Hyperparameter<Self>("factor", \.factor, .within(0..<1), "what multiplies the rate"),
    Hyperparameter("patience", \.patience, .count(atLeast: 0), "values that may be no better"),
    Hyperparameter("threshold", \.threshold, .atLeast(0), "how much better one must be"),
    Hyperparameter("threshold-mode", \.thresholdMode, "relative to the best, or absolute"),
    Hyperparameter("mode", \.mode, "whether smaller or larger values are better"),
    Hyperparameter("cooldown", \.cooldown, .count(atLeast: 0), "values without effect after that"),
    Hyperparameter("minimum", \.minimum, .atLeast(0), "the factor below which it does not fall"),
    Hyperparameter("epsilon", \.epsilon, .atLeast(0), "smaller changes are not made"),
  ]

  /// What multiplies the rate.
  public var factor = 0.1
  /// How many values may be no better.
  public var patience = 10.0
  /// How much better a value must be to count.
  public var threshold = 1e-4
  /// Whether the threshold is relative to the best value.
  public var thresholdMode = ThresholdMode.rel
  /// Whether smaller or larger values are better.
  public var mode = Mode.min
  /// How many values have no effect after a reduction.
  public var cooldown = 0.0
  /// The factor below which the rate does not fall.
  public var minimum = 0.0
  /// Changes of the factor up to this are not made.
  public var epsilon = 1e-8

  private var current = 1.0
  private var best: Double?
  private var badValues = 0.0
  private var cooling = 0.0

  /// Whether smaller or larger values are better.
  public enum Mode: String, SettingChoice { case min, max }
  /// Whether a threshold is relative or absolute.
  public enum ThresholdMode: String, SettingChoice { case rel, abs }

  public init() {}

  public func factor(at step: Int) -> Double { current }

  public mutating func observe(_ value: Double) {
    if isBetter(value) { (best, badValues) = (value, 0) } else { badValues += 1 }
    if cooling > 0 { (cooling, badValues) = (cooling - 1, 0) }
    guard badValues > patience else { return }
    let reduced = Swift.max(current * factor, minimum)
    if current - reduced > epsilon { current = reduced }
    (cooling, badValues) = (cooldown, 0)
  }

  private func isBetter(_ value: Double) -> Bool {
    guard let best else { return !value.isNaN }
    return switch (mode, thresholdMode) {
    case (.min, .rel): value < best * (1 - threshold)
    case (.min, .abs): value < best - threshold
    case (.max, .rel): value > best * (1 + threshold)
    case (.max, .abs): value > best + threshold
    }
  }

  public var memory: [Double] {
    get { [current, best ?? .nan, badValues, cooling] }
    set {
      guard newValue.count == 4 else { return }
      (current, best) = (newValue[0], newValue[1].isNaN ? nil : newValue[1])
      (badValues, cooling) = (newValue[2], newValue[3])
    }
  }
}
