public import DescentCore

/// Sharpness-aware minimization: the gradient is taken where the loss is worst nearby.
///
/// Foret et al. 2021, arXiv:2010.01412, algorithm 1; adaptive: Kwon et al. 2021, arXiv:2102.11600,
/// with T = |p|, as pytorch_optimizer's `SAM`, without the paper's addition to |p|. Optax's
/// `contrib.sam` in opaque mode is ε = 0; in transparent mode, `visible`, each ascent is a step of
/// the run, which moves the parameters and takes its gradient from the next batch.
public struct SAM: Wrapper {
  public static let name = "sam"
  public static let summary = "Takes the gradient where the loss is worst nearby."
  public static let formula = """
    q ← p + ρ·g/(‖g‖₂ + ε)               g ← ∇f(q)     k − 1 times
    q ← p + ρ·p²·g/(‖p·g‖₂ + ε)          adaptive (ASAM)
    p ← update(p, g)
    """
  public static let source =
    "Foret et al. 2021, arXiv:2010.01412; Kwon et al. 2021, arXiv:2102.11600"
  public static let hyperparameters = [
    Hyperparameter<Self>("radius", \.radius, .atLeast(0), "ρ, how far up"),
    Hyperparameter("adaptive", \.isAdaptive, "whether the distance is measured by |p| (ASAM)"),
    Hyperparameter("period", \.period, .count(atLeast: 1, atMost: 100), "k, gradients a step"),
    Hyperparameter("epsilon", \.epsilon, .atLeast(0), "ε, added to the norm"),
    Hyperparameter("visible", \.isVisible, "whether each ascent is a step of the run"),
  ]

  /// ρ and ε.
  public var (radius, epsilon) = (0.05, 1e-12)
  /// Whether the distance is measured by |p|.
  public var isAdaptive = false
  /// k.
  public var period = 2.0
  /// Whether each ascent is a step of the run.
  public var isVisible = false

  public init() {}

  public var stride: Int { isVisible ? Int(period) : 1 }

  public func initialState(for p: Tensor) -> RuleState { isVisible ? ["home": p] : [:] }

  public func update(_ step: Step, state s: inout RuleState, inner: inout Inner) -> Tensor {
    if isVisible { return visibleUpdate(step, &s, &inner) }
    let probe = step.requiredProbe(for: Self.name)
    func worst(_ g: Tensor, _ p: Tensor) -> Tensor {
      var (g, q) = (g, p)
      for _ in 1..<Int(period) {
        q = ascended(q, g)
        g = probe.gradient(q)
      }
      return g
    }
    var step = step
    step.g = worst(step.g, step.p)
    step.probe?.gradient = { worst(probe.gradient($0), $0) }
    return inner.update(step)
  }

  private func visibleUpdate(
    _ step: Step, _ s: inout RuleState, _ inner: inout Inner
  ) -> Tensor {
    guard step.number.isMultiple(of: stride) else {
      let isFirst = step.t - period * floor((step.t - 1) / period) .== 1
      s.home = select(isFirst, step.p, s.home)
      return ascended(step.p, step.g)
    }
    var outer = step
    if stride > 1 { outer.p = s.home }
    (outer.t, outer.number) = (step.t / period, step.number.divided(by: stride))
    s.home = inner.update(outer)
    return s.home
  }

  private func ascended(_ p: Tensor, _ g: Tensor) -> Tensor {
    let size = wideNorm(isAdaptive ? p * g : g) + epsilon
    return p + radius / size * (isAdaptive ? p * p * g : g)
  }

  public func evaluationPoint(at p: Tensor, inner: Tensor, state s: RuleState) -> Tensor {
    isVisible && inner.node === p.node ? s.home : inner
  }
}
