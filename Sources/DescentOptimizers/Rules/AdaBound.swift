public import DescentCore

/// AdaBound: Adam whose element-wise rates are clipped to bounds that close in on one rate, that of SGD.
///
/// Luo, Xiong, Liu & Sun 2019, arXiv:1902.09843, Algorithm 2, as in the authors' code: the final rate scales with
/// the learning rate's course.
public struct AdaBound: UpdateRule {
  public static let name = "adabound"
  public static let summary = "Adam that turns into SGD."
  public static let formula = """
    mₜ, vₜ as in Adam     α = η·√(1 − β₂ᵗ)/(1 − β₁ᵗ)     f = final-rate·ηₜ/max(η₁ … ηₜ)
    pₜ = pₜ₋₁ − clip(α/(√vₜ + ε), f·(1 − 1/(γ·t + 1)), f·(1 + 1/(γ·t)))·mₜ     t = 1, 2, …
    """
  public static let source = "Luo, Xiong, Liu & Sun 2019, arXiv:1902.09843, Algorithm 2"
  public static let defaultLearningRate = 0.001
  public static let hyperparameters =
    momentSettings(\.beta1, \.beta2, \.epsilon) + [
      Hyperparameter("final-rate", \.finalRate, .above(0), "the rate that it ends with"),
      Hyperparameter("gamma", \.gamma, .above(0), "γ, how fast the bounds close"),
    ]

  /// β₁ and β₂, the decays of the running means of g and g², and ε.
  public var (beta1, beta2, epsilon): (Coefficient, Coefficient, Coefficient) = (0.9, 0.999, 1e-8)
  /// The rate that it ends with, and γ.
  public var (finalRate, gamma): (Coefficient, Coefficient) = (0.1, 1e-3)

  public init() {}

  public func initialState(for p: Tensor) -> RuleState {
    ["m": .zeros(like: p), "v": .zeros(like: p), "highest": Tensor(0)]
  }

  public func update(_ step: Step, state s: inout RuleState) -> Tensor {
    s.highest = max(s.highest, step.learningRate)
    s.m = beta1 * s.m + (1 - beta1) * step.g
    s.v = beta2 * s.v + (1 - beta2) * step.g * step.g
    let final = select(s.highest .> 0, finalRate * step.learningRate / s.highest, 0)
    let lower = final * (1 - 1 / (gamma * step.t + 1))
    let upper = final * (1 + 1 / (gamma * step.t))
    let alpha = step.learningRate * rateCorrection(beta1, beta2, step.t)
    return step.p - min(max(alpha / (sqrt(s.v) + epsilon), lower), upper) * s.m
  }
}
