public import DescentCore

/// Yogi: Adam whose denominator changes by at most (1 − β₂)·g² at a step.
///
/// Zaheer et al. 2018, "Adaptive Methods for Nonconvex Optimization", Algorithm 2. Optax's `yogi`: v₀ = 10⁻⁶, ε = 10⁻³;
/// Optax also begins with that mean: initial-mean=1e-6.
public struct Yogi: DirectionRule {
  public static let name = "yogi"
  public static let summary = "Adam whose denominator changes slowly."
  public static let formula = """
    mₜ = β₁·mₜ₋₁ + (1 − β₁)·gₜ                       m₀ = initial-mean
    vₜ = vₜ₋₁ − (1 − β₂)·sign(vₜ₋₁ − gₜ²)·gₜ²         v₀ = initial
    dₜ = (mₜ/(1 − β₁ᵗ)) / (√(vₜ/(1 − β₂ᵗ)) + ε)       t = 1, 2, …
    """
  public static let source = "Zaheer et al. 2018, NeurIPS 31, Algorithm 2"
  public static let defaultLearningRate = 0.01
  public static let hyperparameters = [
    Hyperparameter<Self>("beta1", \.beta1, .within(0..<1), "β₁, decay of the mean of g"),
    Hyperparameter("beta2", \.beta2, .within(0..<1), "β₂, 1 − β₂ is how fast v follows g²"),
    Hyperparameter("epsilon", \.epsilon, .atLeast(0), "ε, in the units of g"),
    Hyperparameter("initial", \.initial, .atLeast(0), "v₀"),
    Hyperparameter("initial-mean", \.initialMean, .atLeast(0), "m₀"),
  ]

  /// β₁, β₂ and ε.
  public var (beta1, beta2, epsilon): (Coefficient, Coefficient, Coefficient) = (0.9, 0.999, 1e-3)
  /// v₀ and m₀.
  public var (initial, initialMean) = (1e-6, 0.0)

  public init() {}

  public func initialState(for p: Tensor) -> RuleState {
    ["m": .filled(initialMean, like: p), "v": .filled(initial, like: p)]
  }

  public func direction(for g: Tensor, step t: Tensor, state s: inout RuleState) -> Tensor {
    s.m = beta1 * s.m + (1 - beta1) * g
    let squared = g * g
    s.v -= (1 - beta2) * sign(s.v - squared) * squared
    return s.m / (1 - pow(beta1, t)) / (sqrt(s.v / (1 - pow(beta2, t))) + epsilon)
  }
}
