public import DescentCore

/// NovoGrad: momentum of gradients that are divided, in each tensor, by a running norm.
///
/// Ginsburg et al. 2019, arXiv:1905.11286, Algorithm 1, in Optax's form: β₂ = 0.25, and ε′ inside
/// the root. The decay is added before the momentum.
public struct NovoGrad: UpdateRule {
  public static let name = "novograd"
  public static let summary = "Momentum of gradients over a running norm of each tensor."
  public static let formula = """
    vₜ = β₂·vₜ₋₁ + (1 − β₂)·‖gₜ‖²                  v₁ = ‖g₁‖², each tensor by itself
    dₜ = β₁·dₜ₋₁ + gₜ/(√(vₜ + ε′) + ε) + λ·pₜ₋₁     d₀ = 0, t = 1, 2, …
    pₜ = pₜ₋₁ − η·dₜ
    """
  public static let source = "Ginsburg et al. 2019, arXiv:1905.11286, Algorithm 1; Optax's form"
  public static let defaultLearningRate = 0.01
  public static let view = ParameterView.tensors
  public static let hyperparameters = [
    Hyperparameter<Self>("beta1", \.beta1, .within(0..<1), "β₁, what stays of d each step"),
    Hyperparameter("beta2", \.beta2, .within(0..<1), "β₂, decay of the mean of ‖g‖²"),
    Hyperparameter("epsilon", \.epsilon, .atLeast(0), "ε, in the units of g"),
    Hyperparameter("epsilon-root", \.epsilonRoot, .atLeast(0), "ε′, inside the root"),
    Hyperparameter("weight-decay", \.weightDecay, .atLeast(0), "λ, part of the direction"),
  ]

  /// β₁, β₂ and ε.
  public var (beta1, beta2, epsilon): (Coefficient, Coefficient, Coefficient) = (0.9, 0.25, 1e-6)
  /// ε′ and λ.
  public var (epsilonRoot, weightDecay): (Coefficient, Coefficient) = (0.0, 0.0)

  public init() {}

  public func initialState(for p: Tensor) -> RuleState {
    ["d": .zeros(like: p), "v": Tensor(0)]
  }

  public func update(_ step: Step, state s: inout RuleState) -> Tensor {
    let size = square(step.g).sum()
    s.v = select(step.t .== 1, size, beta2 * s.v + (1 - beta2) * size)
    let g = step.g / (sqrt(s.v + epsilonRoot) + epsilon)
    s.d = beta1 * s.d + g + weightDecay * step.decayed
    return step.p - step.learningRate * s.d
  }
}
