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
    Hyperparameter("nesterov", \.isNesterov, "whether the momentum looks ahead"),
    Hyperparameter("weight-decay", \.weightDecay, .atLeast(0), "λ, the decay of matrices"),
    Hyperparameter("epsilon", \.epsilon, .atLeast(0), "ε, in the units of g"),
    Hyperparameter("iterations", \.newtonSchulz.iterations, .count(atLeast: 1), "of the sign"),
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
  /// s for a matrix of m rows and n columns.
  public enum Scale: String, SettingChoice {
    /// √max(1, m/n)
    case original
    /// 0.2·√max(m, n), the size of AdamW's steps
    case matchRMSAdamW = "match-rms-adamw"
    /// √(m/n)
    case spectralUnclamped = "spectral-unclamped"
    /// √max(1, n/m)
    case optax
  }

  /// µ and ε.
  public var (momentum, epsilon): (Coefficient, Coefficient) = (0.95, 1e-7)
  /// λ of matrices and of the rest.
  public var (weightDecay, vectorDecay): (Coefficient, Coefficient) = (0.1, 0.0)
  /// β₁ and β₂ of AdamW.
  public var (beta1, beta2): (Coefficient, Coefficient) = (0.9, 0.999)
  /// Whether the momentum looks ahead, and ⟨u, O⟩ is a factor.
  public var (isNesterov, isAdaptive) = (true, false)
  /// Which s.
  public var scale = Scale.original
  /// Whose momentum.
  public var form = Form.pytorch
  /// What is done to what is no matrix.
  public var vectors = Vectors.adamw
  /// How a matrix is made orthogonal.
  public var newtonSchulz = NewtonSchulz()

  public init() {}

  public func initialState(for p: Tensor) -> RuleState {
    if p.rank == 2 { return ["m": .zeros(like: p)] }
    return vectors == .keep ? [:] : ["m": .zeros(like: p), "v": .zeros(like: p)]
  }

  public func update(_ step: Step, state s: inout RuleState) -> Tensor {
    guard step.p.rank == 2 else {
      return vectors == .keep ? step.p : adamW(step, state: &s)
    }
    let u = mean(of: step.g, beta: momentum, t: step.t, &s)
    let size = form == .pytorch ? max(norm(u), epsilon.tensor) : norm(u) + epsilon
    let o = newtonSchulz(u / size)
    let d = isAdaptive ? (u * o).sum() * o : o
    return step.p
      - step.learningRate * (factor(step.p.shape) * d + weightDecay * step.decayed)
  }

  private func adamW(_ step: Step, state s: inout RuleState) -> Tensor {
    let m = mean(of: step.g, beta: beta1, t: step.t, &s)
    s.v = beta2 * s.v + (1 - beta2) * step.g * step.g
    let mHat = form == .pytorch ? s.m / (1 - pow(beta1, step.t)) : m
    let d = mHat / (sqrt(s.v / (1 - pow(beta2, step.t))) + epsilon)
    return step.p - step.learningRate * (d + vectorDecay * step.decayed)
  }

  /// The momentum, which looks ahead where it is Nesterov's.
  private func mean(
    of g: Tensor, beta: Coefficient, t: Tensor, _ s: inout RuleState
  ) -> Tensor {
    s.m = beta * s.m + (1 - beta) * g
    switch (form, isNesterov) {
    case (.pytorch, false): return s.m
    case (.pytorch, true): return beta * s.m + (1 - beta) * g
    case (.optax, false): return s.m / (1 - pow(beta, t))
    case (.optax, true):
      let ahead = beta / (1 - pow(beta, t + 1)) * s.m
      return ahead + (1 - beta) / (1 - pow(beta, t)) * g
    }
  }

  private func factor(_ shape: Shape) -> Double {
    let (m, n) = (Double(shape[0]), Double(shape[1]))
    return switch scale {
    case .original: max(1, m / n).squareRoot()
    case .matchRMSAdamW: 0.2 * max(m, n).squareRoot()
    case .spectralUnclamped: (m / n).squareRoot()
    case .optax: max(1, n / m).squareRoot()
    }
  }
}
