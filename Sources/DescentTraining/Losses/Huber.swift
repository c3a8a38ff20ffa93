public import DescentCore

/// Huber's loss: squared for small errors, absolute for large ones.
///
///     ℓ = ½e²              |e| ≤ δ
///     ℓ = δ·(|e| − ½δ)     beyond     e = y − t
///
/// Huber 1964, doi:10.1214/aoms/1177703732. `huber_loss` of PyTorch and of Optax.
///
/// - Parameter output: y, of any shape.
/// - Parameter target: t, of the same shape.
/// - Parameter delta: δ above 0.
/// - Returns: The mean or sum over all elements, or each.
public func huber(
  _ output: Tensor, _ target: Tensor, delta: Double = 1, reduction: LossReduction = .mean
) -> Tensor {
  requireSameShape("huber", output, target)
  require(delta > 0, "huber: delta must be above 0, got \(delta)")
  let e = output - target
  // Both branches in one, c·(e − ½c): e² itself may overflow.
  let c = clamp(e, -delta, delta)
  return reduction(c * (e - 0.5 * c))
}

/// The smooth absolute error: `huber` divided by δ, so that large errors count with slope 1.
///
///     ℓ = ½e²/β         |e| ≤ β
///     ℓ = |e| − ½β      beyond     e = y − t
///
/// Girshick 2015, arXiv:1504.08083, equation 3. PyTorch's `smooth_l1_loss`.
///
/// - Parameter beta: β above 0.
public func smoothAbsoluteError(
  _ output: Tensor, _ target: Tensor, beta: Double = 1, reduction: LossReduction = .mean
) -> Tensor {
  huber(output, target, delta: beta, reduction: reduction) / beta
}
