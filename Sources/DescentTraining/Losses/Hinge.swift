public import DescentCore

/// The hinge loss of support vector machines, or its square.
///
///     ℓ = max(0, 1 − t·y)     squared: ℓ²
///
/// Cortes & Vapnik 1995, doi:10.1007/BF00994018. Optax's `hinge_loss`. At the kink the derivative
/// is 0.
///
/// - Parameter output: y, of any shape.
/// - Parameter target: t, −1 or 1, of the same shape.
/// - Returns: The mean or sum over all elements, or each.
public func hinge(
  _ output: Tensor, _ target: Tensor, squared: Bool = false, reduction: LossReduction = .mean
) -> Tensor {
  requireSameShape("hinge", output, target)
  let loss = relu(1 - target * output)
  return reduction(squared ? square(loss) : loss)
}

/// Rosenblatt's perceptron as a loss: the hinge loss without a margin.
///
///     ℓ = max(0, −t·y)
///
/// Rosenblatt 1958, doi:10.1037/h0042519. Optax's `perceptron_loss`.
///
/// - Parameter output: y, of any shape.
/// - Parameter target: t, −1 or 1, of the same shape.
/// - Returns: The mean or sum over all elements, or each.
public func perceptron(
  _ output: Tensor, _ target: Tensor, reduction: LossReduction = .mean
) -> Tensor {
  requireSameShape("perceptron", output, target)
  return reduction(relu(-target * output))
}
