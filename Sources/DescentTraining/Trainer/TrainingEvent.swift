public import DescentOptimizers

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
  /// The mean squared error of the batch's examples, summed over the outputs, before the step; nil
  /// where targets are classes or the model has one output.
  public var squaredError: Double?
  /// The 2-norm of the gradient, before clipping; infinite where its square is beyond the precision.
  public var gradientNorm: Double
  /// The rate in force.
  public var learningRate: Double
  /// What else a solver tells about the step, such as its damping.
  public var details: [StepDetail] = []
  /// The arithmetic since the run began, in gradients of the whole training set: products of curvature
  /// matrices and values are counted by what they cost in comparison.
  public var gradientEquivalents: Double
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
  /// The mean squared error of the epoch's examples, summed over the outputs, each when its batch
  /// came; nil where targets are classes or the model has one output.
  public var trainSquaredError: Double?
  /// How the model does on the validation data, if there are any.
  public var validation: Evaluation?
  /// The rate of the last step.
  public var learningRate: Double
  /// What else a solver tells about the last step.
  public var details: [StepDetail] = []
  /// Since the run began, or was resumed.
  public var seconds: Double
  /// Examples trained on, per second of this epoch.
  public var samplesPerSecond: Double

  /// What should fall: the validation loss, or the training loss without validation data.
  var measure: Double { validation?.loss ?? trainLoss }
}
