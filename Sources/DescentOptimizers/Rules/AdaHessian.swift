public import DescentCore

/// AdaHessian: Adam with an estimate of the Hessian's diagonal in the place of the gradient's square.
///
/// Yao et al. 2021, arXiv:2006.00719, Algorithm 1, with the defaults of the authors' code, but
/// without averages of the diagonal over blocks; pytorch_optimizer's ε is 1e-16.
public struct AdaHessian: ProbingRule {
  public static let name = "adahessian"
  public static let summary = "Adam whose second moment is of the Hessian's estimated diagonal."
  public static let formula = """
    mₜ = β₁·mₜ₋₁ + (1 − β₁)·gₜ                   m₀ = 0, t = 1, 2, …
    Dₜ = z·(∇²f·z), z random signs
    vₜ = β₂·vₜ₋₁ + (1 − β₂)·Dₜ²                  t = 1, k + 1, 2k + 1, …, else vₜ₋₁; v₀ = 0
    pₜ = pₜ₋₁ − η·(mₜ/(1 − β₁ᵗ))/((vₜ/(1 − β₂ᵗ))^(κ/2) + ε)
    """
  public static let source = "Yao et al. 2021, arXiv:2006.00719, Algorithm 1"
  public static let defaultLearningRate = 0.15
  public static let view = ParameterView.vector
  public static let hyperparameters = [
    Hyperparameter<Self>("beta1", \.beta1, .within(0..<1), "β₁, decay of the mean of g"),
    Hyperparameter("beta2", \.beta2, .within(0..<1), "β₂, decay of the mean of D²"),
    Hyperparameter("epsilon", \.epsilon, .atLeast(0), "ε, in the units of D^κ"),
    Hyperparameter("hessian-power", \.power, .above(0, through: 1), "κ, 1 for Newton's scale"),
    Hyperparameter("interval", \.interval, .count(atLeast: 1), "k, steps between estimates"),
    Hyperparameter("probes", \.probes, .count(atLeast: 1), "the z that D is the mean of"),
  ]

  /// β₁, β₂ and ε.
  public var (beta1, beta2, epsilon): (Coefficient, Coefficient, Coefficient) = (0.9, 0.999, 1e-4)
  /// κ.
  public var power: Coefficient = 1.0
  /// k.
  public var interval = 1.0
  /// How many products D is the mean of.
  public var probes = 1.0

  public init() {}

  public func initialState(for p: Tensor) -> RuleState { .zeros("m", "v", like: p) }

  public func update(_ step: Step, probe: Probe, state s: inout RuleState) -> Tensor {
    s.m = beta1 * s.m + (1 - beta1) * step.g
    if step.number.isFirst(of: Int(interval)) {
      var random = step.random
      let d = probe.hutchinsonDiagonal(like: step.p, probes: Int(probes), &random)
      s.v = beta2 * s.v + (1 - beta2) * square(d)
    }
    let mHat = s.m / (1 - pow(beta1, step.t))
    let vHat = s.v / (1 - pow(beta2, step.t))
    return step.p - step.learningRate * mHat / (pow(vHat, power.tensor / 2) + epsilon)
  }
}
