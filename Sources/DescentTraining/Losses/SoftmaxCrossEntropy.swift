public import DescentCore

/// The cross-entropy of a distribution over classes given by its logits.
///
///     ℓ = −Σⱼ wⱼ·qⱼ·log softmax(z)ⱼ        qⱼ = (1 − s)·[j = class] + s/k
///
/// s is the label smoothing of Szegedy et al. 2016, §7, as PyTorch's `cross_entropy` has it; the
/// mean is over the weights of the examples, w_class, so that ignored ones do not count. Optax's
/// `softmax_cross_entropy_with_integer_labels`. Stable at logits of any size.
///
/// - Parameter logits: z, shape `[..., k]`.
/// - Parameter classes: int32, shape `[...]`, each in 0 ..< k.
/// - Parameter labelSmoothing: s in [0, 1].
/// - Parameter classWeights: w, shape `[k]`; nil for ones.
/// - Parameter ignored: The class of examples that do not count; nil for none.
/// - Returns: The mean or sum over the examples, or the loss of each, shape `[...]`.
public func softmaxCrossEntropy(
  _ logits: Tensor, _ classes: Tensor, labelSmoothing: Double = 0, classWeights: Tensor? = nil,
  ignored: Int? = nil, reduction: LossReduction = .mean
) -> Tensor {
  requireSmoothing("softmaxCrossEntropy", labelSmoothing)
  requireClasses("softmaxCrossEntropy", logits, classes)
  guard classWeights == nil, ignored == nil else {
    return weightedNegativeLogLikelihood(
      logSoftmax(logits), classes, labelSmoothing, classWeights, ignored, reduction)
  }
  let shifted = logits - logits.largest(-1)
  let logZ = log(exp(shifted).sum([-1]))
  // `select`, not a product: 0·(-∞) would be NaN.
  let chosen = select(isClass(classes, of: shifted), shifted, 0).sum([-1])
  guard labelSmoothing > 0 else { return reduction(logZ - chosen) }
  let target = (1 - labelSmoothing) * chosen + labelSmoothing * shifted.mean([-1])
  return reduction(logZ - target)
}

/// The cross-entropy of a distribution over classes given by its logits and another one.
///
///     ℓ = −Σⱼ wⱼ·qⱼ·log softmax(z)ⱼ        qⱼ = (1 − s)·tⱼ + s/k
///
/// PyTorch's `cross_entropy` with probabilities, whose mean is over the examples whatever the
/// weights; Optax's `softmax_cross_entropy`.
///
/// - Parameter logits: z, shape `[..., k]`.
/// - Parameter distribution: t, of the same shape; a class of probability 0 adds nothing even if
///   its logit is −∞.
/// - Parameter labelSmoothing: s in [0, 1].
/// - Parameter classWeights: w, shape `[k]`; nil for ones.
/// - Returns: The mean or sum over the examples, or the loss of each, shape `[...]`.
public func softmaxCrossEntropy(
  _ logits: Tensor, distribution: Tensor, labelSmoothing: Double = 0,
  classWeights: Tensor? = nil, reduction: LossReduction = .mean
) -> Tensor {
  requireSmoothing("softmaxCrossEntropy", labelSmoothing)
  requireSameShape("softmaxCrossEntropy", logits, distribution)
  let count = Double(logits.shape[logits.rank - 1])
  var q = distribution
  if labelSmoothing > 0 { q = (1 - labelSmoothing) * q + labelSmoothing / count }
  if let classWeights { q *= classWeights }
  let logP = logSoftmax(logits)
  return reduction(-(q * select(q .== 0, 0, logP)).sum([-1]))
}

/// Cross-entropy with Leng et al.'s first correction to it.
///
///     ℓ = −Σⱼ tⱼ·log pⱼ + ε·Σⱼ tⱼ·(1 − pⱼ)     p = softmax(z)
///
/// Leng et al. 2022, arXiv:2204.12511, Poly-1. Optax's `poly_loss_cross_entropy`.
///
/// - Parameter logits: z, shape `[..., k]`.
/// - Parameter distribution: t, of the same shape.
/// - Returns: The mean or sum over the examples, or the loss of each, shape `[...]`.
public func polyLoss(
  _ logits: Tensor, distribution: Tensor, epsilon: Double = 2, reduction: LossReduction = .mean
) -> Tensor {
  let crossEntropy = softmaxCrossEntropy(logits, distribution: distribution, reduction: .none)
  let missing = (distribution * (1 - softmax(logits))).sum([-1])
  return reduction(crossEntropy + epsilon * missing)
}

private func requireSmoothing(_ loss: String, _ smoothing: Double) {
  require(
    (0...1).contains(smoothing), "\(loss): label smoothing must lie in 0...1, got \(smoothing)")
}
