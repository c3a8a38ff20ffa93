public import DescentCore

/// The losses that a model can be trained with by name.
public enum Loss: Sendable, Hashable, Codable {
  /// (y − t)².
  case meanSquaredError
  /// |y − t|.
  case meanAbsoluteError
  /// Squared up to `delta`, absolute beyond.
  case huber(delta: Double = 1)
  /// log cosh(y − t).
  case logCosh
  /// The loss of a quantile.
  case pinball(quantile: Double = 0.5)
  /// Counts, whose rate is the exponential of the output.
  case poisson
  /// Numbers from 0 to 1, by one logit each; summed over the outputs.
  case bernoulli
  /// Two classes, by one output.
  case binaryCrossEntropy
  /// Two classes, by one output, of which those that are right already count less.
  case focal(gamma: Double = 2, alpha: Double? = nil)
  /// Classes, by one output for each.
  case softmaxCrossEntropy(labelSmoothing: Double = 0)
  /// Classes, by one score for each, with a margin between the right one and the others.
  case hinge

  /// What the targets are, and what the outputs say about them.
  enum Kind { case numbers, counts, shares, twoClasses, classes }

  var kind: Kind {
    switch self {
    case .meanSquaredError, .meanAbsoluteError, .huber, .logCosh, .pinball: .numbers
    case .poisson: .counts
    case .bernoulli: .shares
    case .binaryCrossEntropy, .focal: .twoClasses
    case .softmaxCrossEntropy, .hinge: .classes
    }
  }

  /// Its value for a batch.
  ///
  /// - Parameter target: Numbers of the output's shape, or for `softmaxCrossEntropy` and `hinge`
  ///   classes: int32, shape `[n]`. `binaryCrossEntropy` and `focal` take either; classes are then
  ///   0 and 1.
  public func callAsFunction(
    _ output: Tensor, _ target: Tensor, reduction: LossReduction = .mean
  ) -> Tensor {
    let y = output
    // One output for each of two classes; else targets are what they are.
    let t = kind == .twoClasses ? target.cast(to: y.dtype).reshaped(y.shape) : target
    switch self {
    case .meanSquaredError: return DescentTraining.meanSquaredError(y, t, reduction: reduction)
    case .meanAbsoluteError: return DescentTraining.meanAbsoluteError(y, t, reduction: reduction)
    case .huber(let delta): return DescentTraining.huber(y, t, delta: delta, reduction: reduction)
    case .logCosh: return DescentTraining.logCosh(y, t, reduction: reduction)
    case .pinball(let quantile):
      return DescentTraining.pinball(y, t, quantile: quantile, reduction: reduction)
    case .poisson: return poissonLoss(y, t, reduction: reduction)
    case .bernoulli: return bernoulliLoss(y, t, reduction: reduction)
    case .binaryCrossEntropy:
      return DescentTraining.binaryCrossEntropy(y, t, reduction: reduction)
    case .focal(let gamma, let alpha):
      return focalLoss(y, t, gamma: gamma, alpha: alpha, reduction: reduction)
    case .softmaxCrossEntropy(let smoothing):
      return DescentTraining.softmaxCrossEntropy(
        y, t, labelSmoothing: smoothing, reduction: reduction)
    case .hinge: return multiclassHinge(y, t, reduction: reduction)
    }
  }

  /// 1 where the output says the right class, else 0, shape `[n]`; nil for numbers.
  func hits(_ output: Tensor, _ target: Tensor) -> Tensor? {
    switch kind {
    case .numbers, .counts, .shares: nil
    case .twoClasses:
      ((output.reshaped([output.shape[0]]) .> 0).cast(to: .int32)
        .== target.reshaped([output.shape[0]]).cast(to: .int32)).cast(to: output.dtype)
    case .classes: (output.argmax() .== target).cast(to: output.dtype)
    }
  }

  /// What the model's output means to people: probabilities of classes, or numbers; of `hinge`,
  /// which knows no probabilities, the softmax of the scores.
  func prediction(_ output: Tensor) -> Tensor {
    switch kind {
    case .numbers: output
    case .counts: exp(output)
    case .shares, .twoClasses: sigmoid(output)
    case .classes: softmax(output)
    }
  }
}
