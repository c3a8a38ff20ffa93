public import DescentCore

/// Muon: the momentum of each matrix, made nearly orthogonal.
///
/// Jordan et al. 2024, "Muon: an optimizer for hidden layers", in PyTorch's form, which refuses
/// vectors: vectors=keep leaves them as they are. form=optax corrects the momentum for bias; with
/// scale=optax, which is for weights that are multiplied from the left as here, it is Optax's.
public struct Muon: UpdateRule {
  public static let name = "muon"
  public static let summary = "The momentum of each matrix, made nearly orthogonal."
  public static let formula = """
    mₜ = µ·mₜ₋₁ + (1 − µ)·gₜ                    m₀ = 0, t = 1, 2, …
    uₜ = µ·mₜ + (1 − µ)·gₜ                      nesterov=false: mₜ
    Oₜ = NewtonSchulz(uₜ/max(‖uₜ‖, ε))          X ← a·X + (b·A + c·A²)·X, A = X·Xᵀ
    pₜ = pₜ₋₁ − η·(s·Oₜ + λ·pₜ₋₁)               s by the shape, √max(1, rows/columns)
    form=optax: uₜ = µ·mₜ/(1 − µᵗ⁺¹) + (1 − µ)·gₜ/(1 − µᵗ), ‖uₜ‖ + ε; adaptive: s·⟨uₜ, Oₜ⟩
    what is no matrix: AdamW
    """
  public static let source = "Jordan et al. 2024, kellerjordan.github.io/posts/muon; PyTorch's form"
  public static let defaultLearningRate = 0.001
  public static let view = ParameterView.tensors
  public static let tuning: String? = "a group with another rule for the first and last layers"
  public static let hyperparameters = [
    Hyperparameter<Self>("momentum", \.momentum, .within(0..<1), "µ, decay of the mean of g"),
    Hyperparameter("nesterov", \.usesNesterov, "whether the momentum looks ahead"),
    Hyperparameter("weight-decay", \.weightDecay, .atLeast(0), "λ, the decay of matrices"),
    Hyperparameter("epsilon", \.epsilon, .atLeast(0), "ε, in the units of g"),
    Hyperparameter(
      "iterations", \.newtonSchulz.iterations, .count(atLeast: 1, atMost: 100), "of the sign"),
    Hyperparameter("a", \.newtonSchulz.a, .above(0), "its coefficient of X"),
    Hyperparameter("b", \.newtonSchulz.b, .within(-100...100), "its coefficient of A·X"),
    Hyperparameter("c", \.newtonSchulz.c, .within(-100...100), "its coefficient of A²·X"),
    Hyperparameter("scale", \.scale, "s, the factor by the shape"),
    Hyperparameter("adaptive", \.isAdaptive, "whether ⟨u, O⟩ is a factor"),
    Hyperparameter("form", \.form, "whose momentum"),
    Hyperparameter("vectors", \.vectors, "what is done to what is no matrix"),
    Hyperparameter("beta1", \.beta1, .within(0..<1), "β₁ of AdamW"),
    Hyperparameter("beta2", \.beta2, .within(0..<1), "β₂ of AdamW"),
    Hyperparameter("vector-decay", \.vectorDecay, .atLeast(0), "the decay of AdamW"),
  ]

  /// Whose momentum.
  public enum Form: String, SettingChoice { case pytorch, optax }
  /// What is done to what is no matrix.
  public enum Vectors: String, SettingChoice { case adamw, keep }

  /// µ and ε.
  public var (momentum, epsilon): (Coefficient, Coefficient) = (0.95, 1e-7)
  /// λ of matrices and of the rest.
  public var (weightDecay, vectorDecay): (Coefficient, Coefficient) = (0.1, 0.0)
  /// β₁ and β₂ of AdamW.
  public var (beta1, beta2): (Coefficient, Coefficient) = (0.9, 0.999)
  /// Whether the momentum looks ahead, and ⟨u, O⟩ is a factor.
  public var (usesNesterov, isAdaptive) = (true, false)
  /// Which s.
  public var scale = OrthogonalScale.original
  /// Whose momentum.
  public var form = Form.pytorch
  /// What is done to what is no matrix.
  public var vectors = Vectors.adamw
  /// How a matrix is made orthogonal.
  public var newtonSchulz = NewtonSchulz()

  public init() {}

  public func initialState(for p: Tensor) -> RuleState {
    if p.rank == 2 { return .zeros("m", like: p) }
    return vectors == .keep ? [:] : .zeros("m", "v", like: p)
  }

  public func update(_ step: Step, state s: inout RuleState) -> Tensor {
    guard step.p.rank == 2 else { return vectors == .keep ? step.p : adamW(step, state: &s) }
    s.m = momentum * s.m + (1 - momentum) * step.g
    var u = usesNesterov ? momentum * s.m + (1 - momentum) * step.g : s.m
    if form == .optax { u = correctedMean(s.m, step.g, momentum, step.t, looksAhead: usesNesterov) }
    let size = form == .pytorch ? max(norm(u), epsilon.tensor) : norm(u) + epsilon
    let o = newtonSchulz(u / size)
    let d = isAdaptive ? (u * o).sum() * o : o
    return step.p - step.learningRate * (scale(step.p.shape) * d + weightDecay * step.decayed)
  }

  private func adamW(_ step: Step, state s: inout RuleState) -> Tensor {
    s.m = beta1 * s.m + (1 - beta1) * step.g
    s.v = beta2 * s.v + (1 - beta2) * step.g * step.g
    let looksAhead = form == .optax && usesNesterov
    let mHat = correctedMean(s.m, step.g, beta1, step.t, looksAhead: looksAhead)
    let d = mHat / (sqrt(s.v / (1 - pow(beta2, step.t))) + epsilon)
    return step.p - step.learningRate * (d + vectorDecay * step.decayed)
  }
}
