public import DescentCore

/// The logistic loss of targets −1 and 1.
///
///     ℓ = log(1 + exp(−t·y))
///
/// PyTorch's `soft_margin_loss`, without its overflow.
///
/// - Parameter output: y, of any shape.
/// - Parameter target: t, −1 or 1, of the same shape.
/// - Returns: The mean or sum over all elements, or each.
public func softMargin(
  _ output: Tensor, _ target: Tensor, reduction: LossReduction = .mean
) -> Tensor {
  requireSameShape("softMargin", output, target)
  return reduction(softplus(-target * output))
}

/// A loss of distances: small for like pairs, at least the margin for unlike ones.
///
///     ℓ = y                    t = 1
///     ℓ = max(0, margin − y)   t = −1
///
/// PyTorch's `hinge_embedding_loss`.
///
/// - Parameter distance: y, of any shape.
/// - Parameter target: t, −1 or 1, of the same shape.
/// - Returns: The mean or sum over all elements, or each.
public func hingeEmbedding(
  _ distance: Tensor, _ target: Tensor, margin: Double = 1, reduction: LossReduction = .mean
) -> Tensor {
  requireSameShape("hingeEmbedding", distance, target)
  return reduction(select(target .> 0, distance, relu(margin - distance)))
}

/// A loss of pairs of scores, of which the one that should rank higher is known.
///
///     ℓ = max(0, −t·(a − b) + margin)
///
/// PyTorch's `margin_ranking_loss`.
///
/// - Parameter a: Scores of any shape.
/// - Parameter b: Scores of the same shape.
/// - Parameter target: t, of the same shape: 1 where a should be the higher one, else −1.
/// - Returns: The mean or sum over all elements, or each.
public func marginRanking(
  _ a: Tensor, _ b: Tensor, _ target: Tensor, margin: Double = 0,
  reduction: LossReduction = .mean
) -> Tensor {
  requireSameShape("marginRanking", a, b)
  requireSameShape("marginRanking", a, target)
  return reduction(relu(margin - target * (a - b)))
}
