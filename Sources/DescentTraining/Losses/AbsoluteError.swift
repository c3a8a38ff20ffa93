public import DescentCore

/// The absolute error.
///
///     ℓ = |y − t|     its derivative at y = t is 0
///
/// PyTorch's `l1_loss`.
///
/// - Parameter output: y, of any shape.
/// - Parameter target: t, of the same shape.
/// - Returns: The mean or sum over all elements, or each.
public func meanAbsoluteError(
  _ output: Tensor, _ target: Tensor, reduction: LossReduction = .mean
) -> Tensor {
  requireSameShape("meanAbsoluteError", output, target)
  return reduction(abs(output - target))
}
