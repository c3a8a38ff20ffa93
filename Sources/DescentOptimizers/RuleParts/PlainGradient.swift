public import DescentCore

/// A rule whose direction is the gradient itself.
///
/// Gradient descent, stochastic and mini-batch descent are this one recursion; they differ in
/// how many examples the gradient is taken over, which is the trainer's doing, and so in theory:
/// a full gradient has no noise and a stable rate below 2/λmax, a sampled one needs a decreasing
/// rate to converge to the minimum.
public protocol PlainGradient: DirectionRule {}

extension PlainGradient {
  public static var formula: String { "pₜ = pₜ₋₁ − η·gₜ     t = 1, 2, …" }
  public static var defaultLearningRate: Double { 0.01 }
  public static var tuning: String? { "the learning rate" }

  public func direction(for g: Tensor, step t: Tensor, state s: inout RuleState) -> Tensor { g }
}
