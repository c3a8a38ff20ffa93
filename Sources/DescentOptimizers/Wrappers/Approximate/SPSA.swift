public import DescentCore

/// Simultaneous perturbation stochastic approximation: the gradient from two values, whatever the
/// number of parameters.
///
/// Spall 1992, doi:10.1109/9.119632, with the gains of Spall 1998, doi:10.1109/7.705889: α = 0.602
/// and γ = 0.101 are the least that theory allows; A is about a tenth of the steps. α = 0 leaves the
/// learning rate to the schedule.
public struct SPSA: Wrapper {
  public static let name = "spsa"
  public static let summary = "Takes the gradient from two values, whatever the parameters' number."
  public static let formula = """
    g ← mean of (f(p + cₜ·Δ) − f(p − cₜ·Δ))/2cₜ · Δ     Δᵢ = ±1, as many Δ as `samples`
    cₜ = c/tᵞ,  ηₜ ← η/(A + t)ᵅ                         t = 1, 2, …
    """
  public static let source = "Spall 1992, doi:10.1109/9.119632; gains of 1998, doi:10.1109/7.705889"
  public static let hyperparameters = [
    Hyperparameter<Self>("distance", \.distance, .above(0), "c, the noise of a value or so"),
    Hyperparameter("gamma", \.gamma, .atLeast(0), "γ, the power of t by which c falls"),
    Hyperparameter("alpha", \.alpha, .atLeast(0), "α, the power of t by which η falls"),
    Hyperparameter("stability", \.stability, .atLeast(0), "A, added to t for η"),
    Hyperparameter("samples", \.samples, .count(atLeast: 1), "pairs of values a step"),
  ]

  /// c and γ.
  public var (distance, gamma) = (0.1, 0.101)
  /// α and A.
  public var (alpha, stability) = (0.602, 0.0)
  /// Pairs of values a step.
  public var samples = 1.0

  public init() {}

  public func update(_ step: Step, state s: inout RuleState, inner: inout Inner) -> Tensor {
    let value = step.requiredValue(for: Self.name)
    let c = distance / pow(step.t, gamma)
    var (step, sum) = (step, Tensor.zeros(like: step.p))
    for _ in 0..<samples.wholeSteps {
      let delta = step.random.signs(like: step.p)
      let difference = value(step.p + c * delta) - value(step.p - c * delta)
      sum += difference / (2 * c) * delta
    }
    step.g = (sum / samples).cast(to: step.p.dtype)
    step.learningRate /= pow(step.t + stability, alpha)
    return inner.update(step)
  }
}
