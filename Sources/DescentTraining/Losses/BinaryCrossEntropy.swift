public import DescentCore

/// The cross-entropy of Bernoulli variables given by their logits.
///
///     ℓ = w·t·softplus(−z) + (1 − t)·softplus(z)     = −w·t·log σ(z) − (1 − t)·log σ(−z)
///
/// Neither overflows nor cancels at logits of any size. PyTorch's
/// `binary_cross_entropy_with_logits` with pos_weight w; Optax's `sigmoid_binary_cross_entropy`.
///
/// - Parameter logits: z, of any shape.
/// - Parameter target: t in [0, 1], of the same shape.
/// - Parameter positiveWeight: w, how much the class 1 counts.
/// - Returns: The mean or sum over all elements, or each.
public func binaryCrossEntropy(
  _ logits: Tensor, _ target: Tensor, positiveWeight: Tensor? = nil,
  reduction: LossReduction = .mean
) -> Tensor {
  requireSameShape("binaryCrossEntropy", logits, target)
  let positive = positiveWeight.map { $0 * target } ?? target
  return reduction(positive * softplus(-logits) + (1 - target) * softplus(logits))
}

/// The cross-entropy of Bernoulli variables given by their probabilities.
///
///     ℓ = −t·max(log p, −100) − (1 − t)·max(log(1 − p), −100)
///     dℓ/dp = (p − t)/max(p·(1 − p), 10⁻¹²)
///
/// PyTorch's `binary_cross_entropy`, with its bounds and its derivative. Where there are logits,
/// `binaryCrossEntropy` of these is exact. No derivative flows to the target.
///
/// - Parameter probabilities: p in [0, 1], of any shape.
/// - Parameter target: t in [0, 1], of the same shape.
/// - Returns: The mean or sum over all elements, or each.
public func binaryCrossEntropy(
  probabilities p: Tensor, _ target: Tensor, reduction: LossReduction = .mean
) -> Tensor {
  requireSameShape("binaryCrossEntropy", p, target)
  let t = target
  let value = -t * max(log(p), -100) - (1 - t) * max(log1p(-p), -100)
  // PyTorch's bound is of single precision in every type.
  let bound = Double(1e-12 as Float)
  return reduction(
    customDerivative(of: value, at: p) { w in w * (p - t) / max(p * (1 - p), bound) })
}
