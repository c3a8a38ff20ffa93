public import DescentCore
import Foundation

/// The negative logarithm of a normal distribution's density, with a variance for each element.
///
///     ℓ = ½(log v + (y − t)²/v)     v = max(variance, ε)
///     + ½log 2π                     if `full`
///
/// Nix & Weigend 1994, doi:10.1109/ICNN.1994.374138. PyTorch's `gaussian_nll_loss`, whose
/// derivative by the variance is as if it were not limited.
///
/// - Parameter output: y, of any shape.
/// - Parameter target: t, of the same shape.
/// - Parameter variance: Of the same shape, not negative.
/// - Returns: The mean or sum over all elements, or each.
public func gaussianLoss(
  _ output: Tensor, _ target: Tensor, variance: Tensor, full: Bool = false,
  epsilon: Double = 1e-6, reduction: LossReduction = .mean
) -> Tensor {
  requireSameShape("gaussianLoss", output, target)
  requireSameShape("gaussianLoss, variance", variance, target)
  let v = variance + (max(variance, epsilon) - variance).stopGradient()
  let loss = 0.5 * (log(v) + square(output - target) / v)
  return reduction(full ? loss + 0.5 * Foundation.log(2 * Double.pi) : loss)
}
