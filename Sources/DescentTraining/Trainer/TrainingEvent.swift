/// What happens while a model is trained, in order.
public enum TrainingEvent: Sendable {
  /// A step was taken.
  case step(StepReport)
  /// An epoch has ended, or the last one was cut off by the end of the run.
  case epoch(EpochReport)
  /// A checkpoint was written to this file.
  case checkpoint(path: String)
}

/// One step.
public struct StepReport: Sendable, Hashable {
  /// 1 for the first.
  public var step: Int
  /// The steps after which the run ends at the latest; nil when only other limits hold.
  public var stepLimit: Int?
  /// 1 for the first.
  public var epoch: Int
  /// The mean loss of the step's batch, before the step.
  public var loss: Double
  /// The 2-norm of the gradient, before clipping; infinite where its square is beyond the precision.
  public var gradientNorm: Double
  /// The rate in force.
  public var learningRate: Double
  /// Examples in the batch.
  public var examples: Int
  /// Since the run began, or was resumed.
  public var seconds: Double
}

/// One epoch.
public struct EpochReport: Sendable, Hashable {
  /// 1 for the first.
  public var epoch: Int
  /// Steps since the run began.
  public var step: Int
  /// The mean loss of the epoch's examples, each when its batch came.
  public var trainLoss: Double
  /// Loss and accuracy on the validation data, if there are any.
  public var validation: Evaluation?
  /// The rate of the last step.
  public var learningRate: Double
  /// Since the run began, or was resumed.
  public var seconds: Double
  /// Examples trained on, per second of this epoch.
  public var samplesPerSecond: Double
}

/// How a run ended: a result, not an error.
public enum Outcome: Sendable, Hashable {
  /// A target was met.
  case converged(String)
  /// The epochs, steps or seconds asked for are over.
  case stepLimit(String)
  /// The loss or gradient stopped being finite, or the loss grew beyond all hope.
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
  /// The step whose loss or gradient was not finite, or whose loss was 10¹⁰ times the first, or
  /// after whose update that was so.
  public var step: Int
  /// The loss at that step, or after it where only that was wrong.
  public var loss: Double
  /// The norm of the gradient at that step.
  public var gradientNorm: Double
  /// The rate in force.
  public var learningRate: Double
  /// What to try.
  public var advice: String

  public var description: String {
    let what =
      loss.isFinite && !gradientNorm.isFinite
      ? "the gradient's norm became \(gradientNorm) with the loss at \(loss)"
      : "the loss became \(loss)"
    return "\(what) at step \(step) with learning rate \(learningRate); \(advice)"
  }
}
