import DescentCore
import DescentOptimizers

extension Loss {
  /// Whether it is the negative logarithm of a probability of classes, or of 0 and 1.
  var isLikelihood: Bool {
    switch self {
    case .softmaxCrossEntropy, .binaryCrossEntropy, .bernoulli: true
    case .meanSquaredError, .meanAbsoluteError, .huber, .logCosh, .pinball, .poisson, .focal,
      .hinge:
      false
    }
  }

  /// Classes drawn from the probabilities that a model's output stands for, shape `[rows]`; of
  /// `bernoulli` a 0 or 1 for each output, of its shape and type.
  ///
  /// The class of the largest output after noise is added (Gumbel 1954); of two classes, whether a
  /// uniform number is below the probability.
  ///
  /// - Precondition: The loss is a likelihood.
  func sample(_ output: Tensor, _ random: inout RandomTensors) -> Tensor {
    let uniform = random.uniform(like: output.cast(to: .float64))
    if self == .binaryCrossEntropy || self == .bernoulli {
      let isDrawn = uniform .< sigmoid(output.cast(to: .float64))
      return self == .bernoulli
        ? isDrawn.cast(to: output.dtype) : isDrawn.cast(to: .int32).flattened
    }
    return (output.cast(to: .float64) - log(-log(max(uniform, 0x1p-54)))).argmax()
  }
}
