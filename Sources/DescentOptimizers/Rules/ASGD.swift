public import DescentCore

/// Averaged SGD: plain steps of a falling rate, and the average of where they lead.
///
/// Polyak & Juditsky 1992, doi:10.1137/0330046, with the rates of Bottou 2010. PyTorch's `ASGD`: its λ
/// also decays p, and with its default t₀ = 10⁶ the average is the last iterate for a million steps.
/// The function is evaluated at the average a.
public struct ASGD: UpdateRule {
  public static let name = "asgd"
  public static let summary = "SGD of a falling rate, evaluated at the average of the iterates."
  public static let formula = """
    ηₜ = η/(1 + λ·η·(t − 1))^α
    pₜ = pₜ₋₁·(1 − λ·ηₜ) − ηₜ·gₜ
    aₜ = aₜ₋₁ + (pₜ − aₜ₋₁)/max(1, t − 1 − t₀)     t = 1, 2, …
    """
  public static let source = "Polyak & Juditsky 1992, doi:10.1137/0330046; PyTorch's form"
  public static let defaultLearningRate = 0.01
  public static let tuning: String? = "the learning rate"
  public static let hyperparameters = [
    Hyperparameter<Self>("lambda", \.lambda, .atLeast(0), "λ, decay of p and of the rate"),
    Hyperparameter("alpha", \.alpha, .atLeast(0), "α, the power of the rate"),
    Hyperparameter("t0", \.start, .atLeast(0), "t₀, the step after which the average begins"),
  ]

  /// λ, α and t₀.
  public var (lambda, alpha, start): (Coefficient, Coefficient, Coefficient) = (1e-4, 0.75, 1e6)

  public init() {}

  public func initialState(for p: Tensor) -> RuleState {
    ["average": p]
  }

  public func update(_ step: Step, state s: inout RuleState) -> Tensor {
    let rate = step.learningRate * pow(1 + lambda * step.learningRate * (step.t - 1), -alpha.tensor)
    let p = step.p * (1 - lambda * rate) - rate * step.g
    s.average += (p - s.average) / max(step.t - 1 - start, 1)
    return p
  }

  public func evaluationPoint(at p: Tensor, state s: RuleState) -> Tensor { s.average }
}
