public import DescentCore
import Foundation

/// The logarithm of the hyperbolic cosine of the error, smooth everywhere.
///
///     ℓ = log cosh e = e + softplus(−2e) − log 2     e = y − t
///
/// About ½e² for small errors, |e| − log 2 for large ones, where it does not overflow. Optax's
/// `log_cosh`.
///
/// - Parameter output: y, of any shape.
/// - Parameter target: t, of the same shape.
/// - Returns: The mean or sum over all elements, or each.
public func logCosh(
  _ output: Tensor, _ target: Tensor, reduction: LossReduction = .mean
) -> Tensor {
  requireSameShape("logCosh", output, target)
  let e = output - target
  return reduction(e + softplus(-2 * e) - Foundation.log(2.0))
}
