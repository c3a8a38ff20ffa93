public import DescentCore

/// The negative logarithm of the probability of the class.
///
///     ℓ = −w_class·log p_class
///
/// PyTorch's `nll_loss`: the mean is over the weights of the examples.
///
/// - Parameter logProbabilities: log p, shape `[..., k]`.
/// - Parameter classes: int32, shape `[...]`, each in 0 ..< k.
/// - Parameter classWeights: w, shape `[k]`; nil for ones.
/// - Parameter ignored: The class of examples that do not count; nil for none.
/// - Returns: The mean or sum over the examples, or the loss of each, shape `[...]`.
public func negativeLogLikelihood(
  _ logProbabilities: Tensor, _ classes: Tensor, classWeights: Tensor? = nil,
  ignored: Int? = nil, reduction: LossReduction = .mean
) -> Tensor {
  requireClasses("negativeLogLikelihood", logProbabilities, classes)
  return weightedNegativeLogLikelihood(
    logProbabilities, classes, 0, classWeights, ignored, reduction)
}

/// With label smoothing s: (1 − s)·w_class·(−log p_class) + s/k·Σⱼ wⱼ·(−log pⱼ), all divided by
/// Σ w_class in the mean, as PyTorch has it.
func weightedNegativeLogLikelihood(
  _ logP: Tensor, _ classes: Tensor, _ smoothing: Double, _ classWeights: Tensor?,
  _ ignored: Int?, _ reduction: LossReduction
) -> Tensor {
  let count = logP.shape[logP.rank - 1]
  let w = classWeights ?? Tensor.filled(1, like: logP)
  require(
    classWeights == nil || w.shape == [count],
    "cross-entropy: \(count) classes and weights of shape \(w.shape) differ")
  var isChosen = isClass(classes, of: logP)
  var counts = Tensor.ones(like: logP.sum([-1]))
  if let ignored {
    let isCounted = classes .!= Double(ignored)
    isChosen = (isChosen .& isCounted.expanded(at: -1))
    counts = isCounted.cast(to: logP.dtype)
  }
  let weighted = w * logP
  let chosen = select(isChosen, weighted, 0).sum([-1])
  let weights = select(isChosen, w.broadcast(to: logP.shape), 0).sum([-1])
  guard smoothing > 0 else { return reduction(-chosen, weights: weights) }
  let all = counts * weighted.mean([-1])
  return reduction(-((1 - smoothing) * chosen + smoothing * all), weights: weights)
}
