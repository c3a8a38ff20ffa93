public import DescentCore

/// The squared error.
///
///     ℓ = (y − t)²
///
/// PyTorch's `mse_loss`, Optax's `squared_error`; Optax's `l2_loss` is half of it.
///
/// - Parameter output: y, of any shape.
/// - Parameter target: t, of the same shape.
/// - Returns: The mean or sum over all elements, or each.
public func meanSquaredError(
  _ output: Tensor, _ target: Tensor, reduction: LossReduction = .mean
) -> Tensor {
  requireSameShape("meanSquaredError", output, target)
  return reduction(square(output - target))
}
