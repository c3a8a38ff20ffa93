public import DescentCore

/// Binary cross-entropy in which examples that are right already count less.
///
///     ℓ = α_t·(1 − p_t)^γ·ℓ_bce     p_t = t·σ(z) + (1 − t)·σ(−z), α_t = t·α + (1 − t)·(1 − α)
///
/// Lin et al. 2017, arXiv:1708.02002, equation 5. `sigmoid_focal_loss` of torchvision (where
/// alpha = −1 is nil here) and of Optax. Finite at logits of any size.
///
/// - Parameter logits: z, of any shape.
/// - Parameter target: t in [0, 1], of the same shape.
/// - Parameter gamma: γ ≥ 0; 0 gives cross-entropy.
/// - Parameter alpha: α in [0, 1], the weight of the class 1; nil for no weights.
/// - Returns: The mean or sum over all elements, or each.
public func focalLoss(
  _ logits: Tensor, _ target: Tensor, gamma: Double = 2, alpha: Double? = nil,
  reduction: LossReduction = .mean
) -> Tensor {
  let crossEntropy = binaryCrossEntropy(logits, target, reduction: .none)
  let wrong = (1 - target) * sigmoid(logits) + target * sigmoid(-logits)
  // The power of 0 may have an infinite derivative.
  let tiny = logits.dtype == .float32 ? 1e-37 : 1e-300
  let loss = exp(gamma * log(max(wrong, tiny))) * crossEntropy
  guard let alpha else { return reduction(loss) }
  return reduction((alpha * target + (1 - alpha) * (1 - target)) * loss)
}
