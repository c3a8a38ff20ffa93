public import DescentCore

/// LARS: momentum of steps that are, in each tensor, in proportion to the parameters.
///
/// You, Gitman & Ginsburg 2017, arXiv:1708.03888, in Optax's form. norms=separate is the paper's
/// ratio; with rate-in-momentum=false and vectors=false also, it is pytorch_optimizer's `LARS`.
public struct LARS: UpdateRule {
  public static let name = "lars"
  public static let summary = "Momentum of steps in proportion to the parameters of each tensor."
  public static let formula = """
    rₜ = c·‖pₜ₋₁‖/(‖gₜ + λ·pₜ₋₁‖ + ε)     norms=separate: c·‖pₜ₋₁‖/(‖gₜ‖ + λ·‖pₜ₋₁‖ + ε)
    uₜ = η·rₜ·(gₜ + λ·pₜ₋₁)                each tensor by itself
    vₜ = µ·vₜ₋₁ + (1 − τ)·uₜ               v₀ = 0, t = 1, 2, …
    pₜ = pₜ₋₁ − vₜ                         nesterov: pₜ = pₜ₋₁ − uₜ − µ·vₜ
    """
  public static let source = "You, Gitman & Ginsburg 2017, arXiv:1708.03888; Optax's form"
  public static let defaultLearningRate = 1.0
  public static let view = ParameterView.tensors
  public static let tuning: String? = "the learning rate, of which trust-coefficient is a factor"
  public static let hyperparameters = [
    Hyperparameter<Self>("momentum", \.momentum, .within(0..<1), "µ, what stays of v each step"),
    Hyperparameter("dampening", \.dampening, .within(0..<1), "τ, what is kept back of a step"),
    Hyperparameter("nesterov", \.usesNesterov, "whether the step counts once more, ahead of v"),
    Hyperparameter("trust-coefficient", \.trust, .above(0), "c, the step over the parameters"),
    Hyperparameter("epsilon", \.epsilon, .atLeast(0), "ε, in the units of g"),
    Hyperparameter("weight-decay", \.weightDecay, .atLeast(0), "λ, part of the direction"),
    Hyperparameter("norms", \.norms, "whether the ratio sees the decay inside the norm"),
    Hyperparameter("rate-in-momentum", \.rateIsInMomentum, "whether η stands inside v"),
    Hyperparameter("vectors", \.includesVectors, "whether vectors are scaled and decay, too"),
  ]

  /// Whether the ratio divides by the norm of a sum or by the sum of norms.
  public enum Norms: String, SettingChoice { case joint, separate }

  /// µ, τ and c.
  public var (momentum, dampening, trust): (Coefficient, Coefficient, Coefficient) =
    (0.9, 0.0, 0.001)
  /// ε and λ.
  public var (epsilon, weightDecay): (Coefficient, Coefficient) = (0.0, 0.0)
  /// Whether the step counts once more, η stands inside v, and vectors are scaled, too.
  public var (usesNesterov, rateIsInMomentum, includesVectors) = (false, true, true)
  /// Which ratio.
  public var norms = Norms.joint

  public init() {}

  public func initialState(for p: Tensor) -> RuleState { .zeros("v", like: p) }

  public func update(_ step: Step, state s: inout RuleState) -> Tensor {
    var u = step.g
    if includesVectors || step.p.rank > 1 {
      let p = norm(step.p)
      u += weightDecay * step.decayed
      let divisor = norms == .joint ? norm(u) : norm(step.g) + weightDecay * p
      u *= trustRatio(trust * p, divisor, epsilon)
    }
    if rateIsInMomentum { u *= step.learningRate }
    s.v = momentum * s.v + (1 - dampening) * u
    let v = usesNesterov ? u + momentum * s.v : s.v
    return step.p - (rateIsInMomentum ? v : step.learningRate * v)
  }
}
