public import DescentCore

/// FTRL-Proximal: follows the leader over all gradients so far, with penalties that give exact zeros.
///
/// McMahan et al. 2013, "Ad Click Prediction: a View from the Trenches", Algorithm 1, with the power of the
/// accumulator as in Keras; made for sparse linear models. The rate is that of the first step that has
/// one: the sums are weighed by it, so that schedules do nothing.
public struct FTRL: UpdateRule {
  public static let name = "ftrl"
  public static let summary = "The minimizer of all linearized losses so far, with exact zeros."
  public static let formula = """
    nₜ = nₜ₋₁ + gₜ²     σₜ = (nₜ^q − nₜ₋₁^q)/η     n₀ = initial-accumulator
    zₜ = zₜ₋₁ + gₜ − σₜ·pₜ₋₁     z₀ = −p₀·(β + n₀^q)/η
    pₜ = 0 where |zₜ| ≤ λ₁, else −(zₜ − λ₁·sign(zₜ))/((β + nₜ^q)/η + λ₂)
    """
  public static let source = "McMahan et al. 2013, KDD, Algorithm 1"
  public static let defaultLearningRate = 0.1
  public static let rateCourse = RateCourse.first
  public static let hyperparameters = [
    Hyperparameter<Self>("power", \.power, .within(0...1), "q, the power of the accumulator"),
    Hyperparameter("beta", \.beta, .atLeast(0), "β, as if added to the root of the accumulator"),
    Hyperparameter("lambda1", \.lambda1, .atLeast(0), "λ₁, the L1 penalty"),
    Hyperparameter("lambda2", \.lambda2, .atLeast(0), "λ₂, the L2 penalty"),
    Hyperparameter("initial-accumulator", \.initial, .above(0), "n₀"),
  ]

  /// q and β.
  public var (power, beta): (Coefficient, Coefficient) = (0.5, 0.0)
  /// λ₁ and λ₂.
  public var (lambda1, lambda2): (Coefficient, Coefficient) = (0.0, 0.0)
  /// n₀.
  public var initial = 0.1

  public init() {}

  public func initialState(for p: Tensor) -> RuleState {
    ["n": .filled(initial, like: p), "z": .zeros(like: p), "rate": Tensor(0), "begun": Tensor(0)]
  }

  public func update(_ step: Step, state s: inout RuleState) -> Tensor {
    s.rate = select(s.rate .> 0, s.rate, step.learningRate)
    let rate = max(s.rate, .leastNormalMagnitude)
    let (before, n) = (pow(s.n, power.tensor), s.n + step.g * step.g)
    let after = pow(n, power.tensor)
    // Nothing is gathered before the rate is known.
    let z = select(s.begun .> 0, s.z, -step.p * (beta + before) / rate)
    let begins = s.rate .> 0
    s.begun = select(begins, 1, s.begun)
    s.n = select(begins, n, s.n)
    s.z = select(begins, z + step.g - (after - before) / rate * step.p, s.z)
    let shrunk = s.z - lambda1 * sign(s.z)
    let p = select(abs(s.z) .<= lambda1.tensor, 0, -shrunk / ((beta + after) / rate + lambda2))
    return select(begins, p, step.p)
  }
}
