public import DescentCore

/// The divergence of Kullback and Leibler, of a distribution from the one of the targets.
///
///     ℓ = Σⱼ tⱼ·(log tⱼ − log pⱼ)     0·log 0 = 0
///
/// Optax's `kl_divergence`, and PyTorch's `kl_div` with the reduction `batchmean`. PyTorch's other
/// reductions are over the terms of the sum: that is `perElement`.
///
/// - Parameter logProbabilities: log p, shape `[..., k]`.
/// - Parameter target: t, of the same shape, or log t if `targetIsLog`.
/// - Parameter perElement: Whether the terms are not summed over the last axis first.
/// - Returns: The mean or sum over the examples, or the loss of each.
public func klDivergence(
  _ logProbabilities: Tensor, _ target: Tensor, targetIsLog: Bool = false,
  perElement: Bool = false, reduction: LossReduction = .mean
) -> Tensor {
  requireSameShape("klDivergence", logProbabilities, target)
  let (t, logT): (Tensor, Tensor)
  if targetIsLog {
    (t, logT) = (exp(target), target)
  } else {
    (t, logT) = (target, log(select(target .> 0, target, 1)))
  }
  let terms = t * (logT - logProbabilities)
  return reduction(perElement ? terms : terms.sum([-1]))
}
