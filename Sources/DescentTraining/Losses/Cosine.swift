public import DescentCore

/// The cosine of the angle between vectors.
///
///     c = ⟨a, b⟩/(max(‖a‖², ε)·max(‖b‖², ε))^½
///
/// Optax's `cosine_similarity` with epsilon = ε; its default there is 0, and the derivative at a
/// zero vector NaN. PyTorch's losses add 10⁻¹² to each square instead.
///
/// - Parameter a: Shape `[..., k]`.
/// - Parameter b: Of the same shape.
/// - Returns: The mean or sum over the vectors, or the cosine of each, shape `[...]`.
public func cosineSimilarity(
  _ a: Tensor, _ b: Tensor, epsilon: Double = 1e-12, reduction: LossReduction = .none
) -> Tensor {
  requireSameShape("cosineSimilarity", a, b)
  let norms = [a, b].map { sqrt(max(square($0).sum([-1]), epsilon)) }
  return reduction((a * b).sum([-1]) / norms[0] / norms[1])
}

/// One less the cosine of the angle between vectors.
///
/// Optax's `cosine_distance`.
///
/// - Parameter a: Shape `[..., k]`.
/// - Parameter b: Of the same shape.
/// - Returns: The mean or sum over the vectors, or the distance of each, shape `[...]`.
public func cosineDistance(
  _ a: Tensor, _ b: Tensor, epsilon: Double = 1e-12, reduction: LossReduction = .mean
) -> Tensor {
  reduction(1 - cosineSimilarity(a, b, epsilon: epsilon))
}

/// A loss of pairs of vectors that are alike or not.
///
///     ℓ = 1 − cos(a, b)                 t = 1
///     ℓ = max(0, cos(a, b) − margin)    t = −1
///
/// PyTorch's `cosine_embedding_loss`.
///
/// - Parameter a: Shape `[..., k]`.
/// - Parameter b: Of the same shape.
/// - Parameter target: t, −1 or 1, shape `[...]`.
/// - Returns: The mean or sum over the pairs, or the loss of each, shape `[...]`.
public func cosineEmbedding(
  _ a: Tensor, _ b: Tensor, _ target: Tensor, margin: Double = 0,
  reduction: LossReduction = .mean
) -> Tensor {
  let cosine = cosineSimilarity(a, b)
  requireSameShape("cosineEmbedding", cosine, target)
  return reduction(select(target .> 0, 1 - cosine, relu(cosine - margin)))
}
