import DescentCore
import DescentOptimizers

extension Loss {
  /// Whether it is the negative logarithm of a probability of classes.
  var isLikelihood: Bool {
    switch self {
    case .softmaxCrossEntropy, .binaryCrossEntropy: true
    case .meanSquaredError, .meanAbsoluteError, .huber, .logCosh, .pinball, .poisson, .focal,
      .hinge:
      false
    }
  }

  /// Classes drawn from the probabilities that a model's output stands for, shape `[rows]`.
  ///
  /// The class of the largest output after noise is added (Gumbel 1954); of two classes, whether a
  /// uniform number is below the probability.
  ///
  /// - Precondition: The loss is a likelihood.
  func sample(_ output: Tensor, _ random: inout RandomTensors) -> Tensor {
    let uniform = random.uniform(like: output.cast(to: .float64))
    if self == .binaryCrossEntropy {
      return (uniform .< sigmoid(output.cast(to: .float64))).cast(to: .int32).flattened
    }
    return (output.cast(to: .float64) - log(-log(max(uniform, 0x1p-54)))).argmax()
  }
}
