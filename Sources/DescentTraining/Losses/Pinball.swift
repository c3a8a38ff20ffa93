public import DescentCore

/// The loss that the q-quantile minimizes.
///
///     ℓ = q·e           e ≥ 0
///     ℓ = (q − 1)·e     e < 0     e = t − y
///
/// Koenker & Bassett 1978, doi:10.2307/1913643. scikit-learn's `mean_pinball_loss` with alpha = q.
///
/// - Parameter output: y, of any shape.
/// - Parameter target: t, of the same shape.
/// - Parameter quantile: q in [0, 1].
/// - Returns: The mean or sum over all elements, or each.
public func pinball(
  _ output: Tensor, _ target: Tensor, quantile q: Double = 0.5, reduction: LossReduction = .mean
) -> Tensor {
  requireSameShape("pinball", output, target)
  require((0...1).contains(q), "pinball: the quantile must lie in 0...1, got \(q)")
  let e = target - output
  return reduction(max(q * e, (q - 1) * e))
}
