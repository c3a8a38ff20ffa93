public import DescentCore

/// AdaGrad: each element's rate falls with the sum of its squared gradients.
///
/// Duchi, Hazan & Singer 2011, JMLR 12, 2121–2159, diagonal form. PyTorch's `Adagrad`; Optax's is this with
/// epsilon-in-root=true, epsilon=1e-7, initial-accumulator=0.1.
public struct Adagrad: DirectionRule {
  public static let name = "adagrad"
  public static let summary = "The gradient over the root of the sum of its squares."
  public static let formula = """
    vₜ = vₜ₋₁ + gₜ²                              v₀ = initial-accumulator
    dₜ = gₜ/(√vₜ + ε)/(1 + (t − 1)·rate-decay)     t = 1, 2, …; epsilon-in-root: √(vₜ + ε)
    """
  public static let source = "Duchi, Hazan & Singer 2011, JMLR 12, 2121–2159"
  public static let defaultLearningRate = 0.01
  public static let hyperparameters = [
    Hyperparameter<Self>("rate-decay", \.rateDecay, .atLeast(0), "how fast the rate falls beside"),
    Hyperparameter("initial-accumulator", \.initial, .atLeast(0), "v₀"),
    Hyperparameter("epsilon", \.epsilon, .atLeast(0), "ε, in the units of g"),
    Hyperparameter("epsilon-in-root", \.isInRoot, "√(v + ε) instead of √v + ε, as in Optax"),
  ]

  /// How fast the rate falls beside, and ε.
  public var (rateDecay, epsilon): (Coefficient, Coefficient) = (0.0, 1e-10)
  /// v₀.
  public var initial = 0.0
  /// Whether ε is inside the root.
  public var isInRoot = false

  public init() {}

  public func initialState(for p: Tensor) -> RuleState {
    ["v": .filled(initial, like: p)]
  }

  public func direction(for g: Tensor, step t: Tensor, state s: inout RuleState) -> Tensor {
    s.v += g * g
    let root = isInRoot ? sqrt(s.v + epsilon) : sqrt(s.v) + epsilon
    return g / root / (1 + (t - 1) * rateDecay)
  }
}
