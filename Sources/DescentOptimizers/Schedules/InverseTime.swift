/// A rate that falls as one over time.
///
/// Keras' `InverseTimeDecay`. The step size 1/(μ·t), t = k + 1, of the theory of μ-strongly convex
/// functions (Robbins & Monro 1951) is decay = 1 with the learning rate 1/μ; Bottou's
/// η/(1 + η·μ·k) (2012, "Stochastic gradient descent tricks") is decay = η·μ.
public struct InverseTime: ScheduleCurve, Described {
  public static let name = "inverse-time"
  public static let summary = "A rate that falls as one over time."
  public static let formula = "fₖ = 1/(1 + decay·p)     p = k/every, rounded down if staircase"
  public static let source = "Robbins & Monro 1951; Keras' InverseTimeDecay"
  public static let hyperparameters = [
    Hyperparameter<Self>("decay", \.decay, .atLeast(0), "how fast it falls"),
    Hyperparameter("every", \.every, .count(atLeast: 1), "steps that count as one"),
    Hyperparameter("staircase", \.staircase, "whether it falls only every `every` steps"),
  ]

  /// How fast the rate falls.
  public var decay = 1.0
  /// The steps that count as one.
  public var every = 1.0
  /// Whether it falls all at once, every `every` steps.
  public var staircase = false

  public init() {}

  public func factor(at step: Int) -> Double {
    let part = Double(step) / every
    return 1 / (1 + decay * (staircase ? part.rounded(.down) : part))
  }
}
