public import DescentCore

/// The hinge loss of several classes, by the worst of the others.
///
///     ℓ = maxⱼ(sⱼ + [j ≠ class]) − s_class
///
/// Crammer & Singer 2001, JMLR 2:265. Optax's `multiclass_hinge_loss`.
///
/// - Parameter scores: s, shape `[..., k]`.
/// - Parameter classes: int32, shape `[...]`, each in 0 ..< k.
/// - Returns: The mean or sum over the examples, or the loss of each, shape `[...]`.
public func multiclassHinge(
  _ scores: Tensor, _ classes: Tensor, reduction: LossReduction = .mean
) -> Tensor {
  requireClasses("multiclassHinge", scores, classes)
  let isRight = isClass(classes, of: scores)
  let rival = select(isRight, scores, scores + 1).max([-1])
  return reduction(rival - select(isRight, scores, 0).sum([-1]))
}

/// The hinge loss of several classes, by the mean over the others.
///
///     ℓ = 1/k·Σ_{j ≠ class} w_class·max(0, margin − s_class + sⱼ)ᵖ
///
/// Weston & Watkins 1999 (for p = 1). PyTorch's `multi_margin_loss`.
///
/// - Parameter scores: s, shape `[..., k]`.
/// - Parameter classes: int32, shape `[...]`, each in 0 ..< k.
/// - Parameter power: p, 1 or 2.
/// - Parameter classWeights: w, shape `[k]`; nil for ones.
/// - Returns: The mean or sum over the examples, or the loss of each, shape `[...]`.
public func multiMargin(
  _ scores: Tensor, _ classes: Tensor, margin: Double = 1, power: Int = 1,
  classWeights: Tensor? = nil, reduction: LossReduction = .mean
) -> Tensor {
  requireClasses("multiMargin", scores, classes)
  require(power == 1 || power == 2, "multiMargin: the power must be 1 or 2, got \(power)")
  let isRight = isClass(classes, of: scores)
  let right = select(isRight, scores, 0).sum([-1], keepingAxes: true)
  let short = relu(margin - right + scores)
  let terms = select(isRight, 0, power == 2 ? square(short) : short)
  guard let classWeights else { return reduction(terms.mean([-1])) }
  let weights = select(isRight, classWeights.broadcast(to: scores.shape), 0).sum([-1])
  return reduction(weights * terms.mean([-1]))
}
