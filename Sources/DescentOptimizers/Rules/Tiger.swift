public import DescentCore

/// Tiger: the sign of a running mean, as large as the weights of each matrix.
///
/// Su 2023, kexue.fm/archives/9512, and github.com/bojone/tiger, where vectors are told from
/// matrices by their names. relative=false is pytorch_optimizer's `Tiger`.
public struct Tiger: UpdateRule {
  public static let name = "tiger"
  public static let summary = "The sign of the mean gradient, as large as the weights are."
  public static let formula = """
    mₜ = β·mₜ₋₁ + (1 − β)·gₜ                            m₀ = 0, t = 1, 2, …
    pₜ = pₜ₋₁ − η·RMS(pₜ₋₁)·(sign(mₜ) + λ·pₜ₋₁)         vectors: pₜ₋₁ − ½·η·sign(mₜ)
    relative=false: pₜ = pₜ₋₁ − η·(sign(mₜ) + λ·pₜ₋₁)
    """
  public static let source = "Su 2023, kexue.fm/archives/9512"
  public static let defaultLearningRate = 0.001
  public static let tuning: String? = "the learning rate"
  public static let view = ParameterView.tensors
  public static let hyperparameters = [
    Hyperparameter<Self>("beta", \.beta, .within(0..<1), "β, decay of the mean of g"),
    Hyperparameter("weight-decay", \.weightDecay, .atLeast(0), "λ"),
    Hyperparameter("relative", \.isRelative, "whether RMS(p) is a factor of the step"),
  ]

  /// β and λ.
  public var (beta, weightDecay): (Coefficient, Coefficient) = (0.965, 0.01)
  /// Whether RMS(p) is a factor of the step.
  public var isRelative = true

  public init() {}

  public func initialState(for p: Tensor) -> RuleState { .zeros("m", like: p) }

  public func update(_ step: Step, state s: inout RuleState) -> Tensor {
    s.m = beta * s.m + (1 - beta) * step.g
    let d = sign(s.m)
    if isRelative, step.p.rank < 2 { return step.p - 0.5 * step.learningRate * d }
    let rate = isRelative ? step.learningRate * rms(step.p) : step.learningRate
    return step.p - rate * (d + weightDecay * step.decayed)
  }
}
