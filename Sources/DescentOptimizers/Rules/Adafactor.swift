public import DescentCore

/// Adafactor: Adam's second moment as the product of one mean per row and one per column.
///
/// Shazeer & Stern 2018, arXiv:1804.04235, in PyTorch's form. Optax's is floor=added,
/// epsilon=1e-30, rate-cap=false, smallest-factored=128, its `decay_rate` being decay here. The
/// factored axes are the last two, in Optax the two largest.
public struct Adafactor: UpdateRule {
  public static let name = "adafactor"
  public static let summary = "Adam's second moment from means per row and per column."
  public static let formula = """
    βₜ = 1 − t^(−γ)                                 t = 1, 2, …
    rₜ = βₜ·rₜ₋₁ + (1 − βₜ)·mean of gₜ² by rows      r₀ = 0
    cₜ = βₜ·cₜ₋₁ + (1 − βₜ)·mean of gₜ² by columns   c₀ = 0
    vₜ = rₜ·cₜ/mean(rₜ)                             vectors: the running mean of g² itself
    uₜ = gₜ/√vₜ,  ûₜ = uₜ/max(1, RMS(uₜ)/d)
    pₜ = pₜ₋₁ − min(η, 1/√t)·max(ε₂, RMS(pₜ₋₁))·ûₜ
    """
  public static let source = "Shazeer & Stern 2018, arXiv:1804.04235; PyTorch's form"
  public static let defaultLearningRate = 0.01
  public static let view = ParameterView.tensors
  public static let hyperparameters = [
    Hyperparameter<Self>("decay", \.moment.decay, .atLeast(0), "γ, how fast β approaches 1"),
    Hyperparameter(
      "epsilon", \.moment.epsilon, .atLeast(0),
      "the floor under r and √v; none: the type's precision"),
    Hyperparameter("floor", \.moment.floor, "whether epsilon bounds them or is added to g²"),
    Hyperparameter("clipping", \.clipping, .above(0), "d, the largest RMS of u"),
    Hyperparameter("relative", \.isRelative, "whether RMS(p) is a factor of the step"),
    Hyperparameter("relative-floor", \.relativeFloor, .atLeast(0), "ε₂, its smallest value"),
    Hyperparameter("rate-cap", \.isCapped, "whether η is at most 1/√t"),
    Hyperparameter("momentum", \.momentum, .within(0..<1), "decay of the mean of the steps"),
    Hyperparameter("fixed-decay", \.fixedDecay, .atLeast(0), "decay of p that η does not scale"),
    Hyperparameter(
      "factored", \.moment.isFactored, "whether matrices are kept as rows and columns"),
    Hyperparameter(
      "smallest-factored", \.moment.smallestFactored, .count(atLeast: 1), "their least size"),
  ]

  /// v.
  public var moment = FactoredMoment()
  /// d; nil for no clipping.
  public var clipping: Double? = 1
  /// ε₂, the decay of the mean of the steps, and the decay of p that η does not scale.
  public var (relativeFloor, momentum, fixedDecay): (Coefficient, Coefficient, Coefficient) =
    (0.001, 0.0, 0.0)
  /// Whether RMS(p) is a factor, and η is at most 1/√t.
  public var (isRelative, isCapped) = (true, true)

  public init() {}

  public func initialState(for p: Tensor) -> RuleState {
    moment.initialState(for: p).declaring(momentum.isZero ? [:] : .zeros("m", like: p))
  }

  public func update(_ step: Step, state s: inout RuleState) -> Tensor {
    var u = step.g * rsqrt(moment.update(with: step.g, at: step.t, state: &s))
    if let clipping { u = clippedByRMS(u, Coefficient(clipping)) }
    u *= isCapped ? min(step.learningRate, rsqrt(step.t)) : step.learningRate
    if isRelative { u *= max(rms(step.p), relativeFloor.tensor) }
    if !momentum.isZero {
      s.m = momentum * s.m + (1 - momentum) * u
      u = s.m
    }
    return step.p - u - fixedDecay * step.decayed
  }
}
