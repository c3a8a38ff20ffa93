import DescentCore

/// How a run ended: a result, not an error.
public enum Outcome: Sendable, Hashable {
  /// A target was met.
  case converged(String)
  /// The epochs, steps or seconds asked for are over.
  case stepLimit(String)
  /// The value or gradient stopped being finite, or the value went beyond all hope.
  case diverged(Divergence)
  /// There was no progress any more.
  case stalled(String)
  /// Someone asked to stop.
  case interrupted

  /// "converged", "step-limit", "diverged", "stalled" or "interrupted".
  public var status: String {
    switch self {
    case .converged: "converged"
    case .stepLimit: "step-limit"
    case .diverged: "diverged"
    case .stalled: "stalled"
    case .interrupted: "interrupted"
    }
  }

  /// Why it ended, in words.
  public var reason: String {
    switch self {
    case .converged(let reason), .stepLimit(let reason), .stalled(let reason): reason
    case .diverged(let divergence): divergence.description
    case .interrupted: "stopped on request"
    }
  }
}

/// Where and how a run left the numbers that make sense.
public struct Divergence: Sendable, Hashable, CustomStringConvertible {
  /// What the value is called: "loss" of a model, "value" of a function.
  public var quantity: String
  /// The step whose value or gradient was at fault, or after whose update it was.
  public var step: Int
  /// The value at that step, or after it where only that was wrong.
  public var value: Double
  /// The norm of the gradient at that step.
  public var gradientNorm: Double
  /// The rate in force.
  public var learningRate: Double
  /// What to try.
  public var advice: String

  /// A value called `quantity` that went astray.
  public init(
    of quantity: String, step: Int, value: Double, gradientNorm: Double, learningRate: Double,
    advice: String
  ) {
    (self.quantity, self.step, self.value) = (quantity, step, value)
    (self.gradientNorm, self.learningRate, self.advice) = (gradientNorm, learningRate, advice)
  }

  public var description: String {
    let what =
      value.isFinite && !gradientNorm.isFinite
      ? "the gradient's norm became \(gradientNorm.shown) with the \(quantity) at \(value)"
      : "the \(quantity) became \(value.shown)"
    return "\(what) at step \(step) with learning rate \(learningRate); \(advice)"
  }
}
