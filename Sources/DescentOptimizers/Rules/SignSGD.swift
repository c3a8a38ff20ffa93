public import DescentCore

/// Sign SGD: every element moves by the learning rate, whatever the size of its gradient.
///
/// Bernstein et al. 2018, arXiv:1802.04434, Algorithm 1. Optax's `sign_sgd`.
public struct SignSGD: DirectionRule {
  public static let name = "sign-sgd"
  public static let summary = "The sign of the gradient."
  public static let formula = """
    dₜ = sign(gₜ)     t = 1, 2, …
    """
  public static let source = "Bernstein et al. 2018, arXiv:1802.04434, Algorithm 1"
  public static let defaultLearningRate = 0.001
  public static let tuning: String? = "the learning rate"

  public init() {}

  public func direction(for g: Tensor, step t: Tensor, state s: inout RuleState) -> Tensor {
    sign(g)
  }
}
