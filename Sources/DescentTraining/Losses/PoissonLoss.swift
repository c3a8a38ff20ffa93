public import DescentCore
import Foundation

/// The negative logarithm of Poisson's likelihood of counts.
///
///     ℓ = exp(y) − t·y              y the logarithm of the rate
///     ℓ = y − t·log(y + ε)          y the rate itself
///     + t·log t − t + ½log(2πt)     for t > 1 if `full`: Stirling's log t!
///
/// PyTorch's `poisson_nll_loss` with log_input = `isLog`.
///
/// - Parameter output: y, of any shape.
/// - Parameter target: t, counts of the same shape.
/// - Returns: The mean or sum over all elements, or each.
public func poissonLoss(
  _ output: Tensor, _ target: Tensor, isLog: Bool = true, full: Bool = false,
  epsilon: Double = 1e-8, reduction: LossReduction = .mean
) -> Tensor {
  requireSameShape("poissonLoss", output, target)
  let loss = isLog ? exp(output) - target * output : output - target * log(output + epsilon)
  guard full else { return reduction(loss) }
  let t = max(target, 1)
  let stirling = t * log(t) - t + 0.5 * log(2 * Double.pi * t)
  return reduction(loss + select(target .> 1, stirling, 0))
}
