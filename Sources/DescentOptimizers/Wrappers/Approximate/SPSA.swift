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
  public static let role: WrapperRole? = .approximation
  public static let hyperparameters = [
    Hyperparameter<Self>("distance", \.distance, .above(0), "c, the noise of a value or so"),
    Hyperparameter("gamma", \.gamma, .atLeast(0), "γ, the power of t by which c falls"),
    Hyperparameter("alpha", \.alpha, .atLeast(0), "α, the power of t by which η falls"),
    Hyperparameter("stability", \.stability, .atLeast(0), "A, added to t for η"),
    Hyperparameter(
      "samples", \.samples, .count(atLeast: 1, atMost: 1000), "pairs of values a step"),
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
    var step = step
    let deltas = (0..<Int(samples)).map { _ in step.random.signs(like: step.p) }
    func gradient(_ p: Tensor) -> Tensor {
      let sum = deltas.reduce(Tensor.zeros(like: p)) { sum, delta in
        sum + (value(p + c * delta) - value(p - c * delta)) / (2 * c) * delta
      }
      return (sum / samples).cast(to: p.dtype)
    }
    step.g = gradient(step.p)
    step.probe?.gradient = gradient
    step.learningRate /= pow(step.t + stability, alpha)
    return inner.update(step)
  }
}
