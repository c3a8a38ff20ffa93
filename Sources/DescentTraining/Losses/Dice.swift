public import DescentCore

/// One less the overlap of predicted and true regions, as a share of both.
///
///     ℓ_c = 1 − (i + s)/(i + α·(p − i) + β·(t − i) + s)     ℓ = mean of ℓ_c over the classes
///
/// i, p and t are the sums of probability·target, of the probabilities and of the targets over the
/// places. α = β = ½ is Dice's coefficient (Milletari et al. 2016, arXiv:1606.04797), others that
/// of Tversky (Salehi et al. 2017, arXiv:1706.05721). Optax's `dice_loss`.
///
/// - Parameter output: Logits, or probabilities where not `fromLogits`; shape
///   `[n, places..., classes]`. A single class is by the sigmoid function, more by softmax.
/// - Parameter target: Of the same shape, in [0, 1].
/// - Parameter smooth: s ≥ 0.
/// - Returns: The mean or sum over the n images, or the loss of each, shape `[n]`.
public func diceLoss(
  _ output: Tensor, _ target: Tensor, smooth: Double = 1, alpha: Double = 0.5,
  beta: Double = 0.5, fromLogits: Bool = true, reduction: LossReduction = .mean
) -> Tensor {
  requireSameShape("diceLoss", output, target)
  require(output.rank >= 2, "diceLoss: needs images and classes, got shape \(output.shape)")
  let isBinary = output.shape[output.rank - 1] == 1
  let p = !fromLogits ? output : isBinary ? sigmoid(output) : softmax(output)
  let places = Array(1..<output.rank - 1)
  let i = (p * target).sum(places)
  let (sumP, sumT) = (p.sum(places), target.sum(places))
  let union = i + alpha * (sumP - i) + beta * (sumT - i) + smooth
  return reduction((1 - (i + smooth) / union).mean([-1]))
}

/// The same for one class, whose axis is left out: shape `[n, places...]`.
///
/// Optax's `binary_dice_loss`.
public func binaryDiceLoss(
  _ output: Tensor, _ target: Tensor, smooth: Double = 1, fromLogits: Bool = true,
  reduction: LossReduction = .mean
) -> Tensor {
  diceLoss(
    output.expanded(at: -1), target.expanded(at: -1), smooth: smooth, fromLogits: fromLogits,
    reduction: reduction)
}
