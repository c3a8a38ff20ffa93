public import DescentCore

/// A loss of triples: the anchor should be nearer to the positive than to the negative example.
///
///     ℓ = max(0, d(a, p) − d(a, n) + margin)     d(x, y) = ‖x − y + ε‖_p
///
/// With `swap` d(a, n) is the smaller one of d(a, n) and d(p, n) (Balntas et al. 2016). Schroff et
/// al. 2015, arXiv:1503.03832. PyTorch's `triplet_margin_loss`; Optax's has ε inside the root,
/// d(x, y) = (Σ(x − y)ᵖ + ε)^(1/p): that is `epsilonInRoot`, for an even order p.
///
/// - Parameters:
///   - anchor: a, shape `[..., k]`.
///   - positive: p, of the same shape.
///   - negative: n, of the same shape.
/// - Returns: The mean or sum over the triples, or the loss of each, shape `[...]`.
public func tripletMargin(
  anchor a: Tensor, positive p: Tensor, negative n: Tensor, margin: Double = 1,
  order: Double = 2, epsilon: Double = 1e-6, epsilonInRoot: Bool = false, swap: Bool = false,
  reduction: LossReduction = .mean
) -> Tensor {
  requireSameShape("tripletMargin", a, p)
  requireSameShape("tripletMargin", a, n)
  func distance(_ x: Tensor, _ y: Tensor) -> Tensor {
    if !epsilonInRoot { return norm(x - y + epsilon, [-1], order: order) }
    return pow(pow(x - y, order).sum([-1]) + epsilon, 1 / order)
  }
  let toNegative = swap ? min(distance(a, n), distance(p, n)) : distance(a, n)
  return reduction(relu(distance(a, p) - toNegative + margin))
}
