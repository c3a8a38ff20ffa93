public import DescentCore

/// Sophia: the mean gradient over a running estimate of the Hessian's diagonal, clipped.
///
/// Liu et al. 2023, arXiv:2305.14342, Algorithm 3, in Optax's form: m is corrected for bias, and a
/// step uses the curvature of earlier ones. The paper's is bias-correction=false,
/// curvature-first=true.
public struct Sophia: ProbingRule {
  public static let name = "sophia"
  public static let summary = "The mean gradient over the Hessian's estimated diagonal, clipped."
  public static let formula = """
    mₜ = β₁·mₜ₋₁ + (1 − β₁)·gₜ                         m₀ = 0, t = 1, 2, …
    uₜ = clip((mₜ/(1 − β₁ᵗ))/max(γ·hₜ₋₁, ε), −ρ, ρ)     curvature-first: hₜ
    hₜ = β₂·hₜ₋₁ + (1 − β₂)·ĥₜ                         t = 1, k + 1, 2k + 1, …, else hₜ₋₁; h₀ = 0
    ĥₜ = z·(∇²f·z), z signs     gauss-newton-bartlett: B·ĝ², ĝ of sampled outcomes
    pₜ = pₜ₋₁ − η·(uₜ + λ·pₜ₋₁)
    """
  public static let source = "Liu et al. 2023, arXiv:2305.14342, Algorithm 3; Optax's form"
  public static let defaultLearningRate = 0.001
  public static let view = ParameterView.vector
  public static let tuning: String? = "gamma, so that 10 to 50 % of the elements are not clipped"
  public static let hyperparameters = [
    Hyperparameter<Self>("beta1", \.beta1, .within(0..<1), "β₁, decay of the mean of g"),
    Hyperparameter("beta2", \.beta2, .within(0..<1), "β₂, decay of the mean of ĥ"),
    Hyperparameter("gamma", \.gamma, .above(0), "γ, the factor of h"),
    Hyperparameter("epsilon", \.epsilon, .above(0), "ε, in the units of h"),
    Hyperparameter("clipping", \.clipping, .above(0), "ρ, the largest element of u"),
    Hyperparameter("interval", \.interval, .count(atLeast: 1), "k, steps between estimates"),
    Hyperparameter("estimator", \.estimator, "what ĥ is"),
    Hyperparameter(
      "probes", \.probes, .count(atLeast: 1), "the z or outcomes that ĥ is the mean of"),
    Hyperparameter("examples", \.examples, .count(atLeast: 1), "B, examples in a batch, or none"),
    Hyperparameter("bias-correction", \.correctsBias, "whether m is corrected"),
    Hyperparameter("curvature-first", \.curvatureIsFirst, "whether h counts at once"),
    Hyperparameter("weight-decay", \.weightDecay, .atLeast(0), "λ, the decoupled decay"),
  ]

  /// β₁ and β₂.
  public var (beta1, beta2): (Coefficient, Coefficient) = (0.965, 0.99)
  /// γ, ε and λ.
  public var (gamma, epsilon, weightDecay): (Coefficient, Coefficient, Coefficient) =
    (0.01, 1e-8, 1e-4)
  /// ρ; nil for no clipping.
  public var clipping: Double? = 1
  /// k.
  public var interval = 10.0
  /// B; nil for the batch size of the run.
  public var examples: Double?
  /// How many products, or draws of outcomes, ĥ is the mean of.
  public var probes = 1.0
  /// What ĥ is.
  public var estimator = DiagonalEstimator.hutchinson
  /// Whether m is corrected, and h counts at once.
  public var (correctsBias, curvatureIsFirst) = (true, false)
  public var decoupledWeightDecay: Coefficient { weightDecay }
  public var samplesOutcomes: Bool { estimator == .gaussNewtonBartlett }

  public init() {}

  public func resolved(batchSize: Int) -> Sophia {
    var rule = self
    rule.examples = examples ?? Double(batchSize)
    return rule
  }

  public func initialState(for p: Tensor) -> RuleState { .zeros("m", "h", like: p) }

  public func update(_ step: Step, probe: Probe, state s: inout RuleState) -> Tensor {
    let before = s.h
    if step.number.isFirst(of: Int(interval)) {
      let estimate = estimator(
        step, probe, probes: Int(probes), examples: examples ?? 1, for: Self.name)
      s.h = beta2 * s.h + (1 - beta2) * estimate
    }
    s.m = beta1 * s.m + (1 - beta1) * step.g
    let m = correctsBias ? s.m / (1 - pow(beta1, step.t)) : s.m
    let u = m / max(gamma * (curvatureIsFirst ? s.h : before), epsilon.tensor)
    return step.p - step.learningRate * (clipping.map { clamp(u, -$0, $0) } ?? u)
  }
}
