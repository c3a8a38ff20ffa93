public import DescentCore

/// Shampoo: the gradient between roots of the sums of its products along each axis.
///
/// Gupta, Koren & Singer 2018, arXiv:1802.09568, Algorithm 1, as in pytorch_optimizer 4.1: the
/// momentum mixes the gradient with the last preconditioned one, and decay is added after that.
public struct Shampoo: UpdateRule {
  public static let name = "shampoo"
  public static let summary = "The gradient between roots of its sums of products by axis."
  public static let formula = """
    ĝₜ = (1 − µ)·gₜ + µ·dₜ₋₁ + λ·pₜ₋₁               ĝ₁ = g₁ + λ·p₀
    Lₜ = Lₜ₋₁ + ĝₜ·ĝₜᵀ,  Rₜ = Rₜ₋₁ + ĝₜᵀ·ĝₜ          L₀ = R₀ = ε·I, t = 1, 2, …
    dₜ = Lₜ^(−¼)·ĝₜ·Rₜ^(−¼)                         k axes: k matrices, to the power −1/(2k)
    pₜ = pₜ₋₁ − η·dₜ
    """
  public static let source =
    "Gupta, Koren & Singer 2018, arXiv:1802.09568, Algorithm 1; pytorch_optimizer's form"
  public static let defaultLearningRate = 0.001
  public static let view = ParameterView.tensors
  public static let tuning: String? = "the learning rate; interval, for speed"
  public static let hyperparameters = [
    Hyperparameter<Self>("momentum", \.momentum, .within(0..<1), "µ, the last direction's part"),
    Hyperparameter("weight-decay", \.weightDecay, .atLeast(0), "λ, added to the gradient"),
    Hyperparameter("epsilon", \.epsilon, .above(0), "ε, in the units of g²"),
    Hyperparameter("interval", \.interval, .count(atLeast: 1), "steps from roots to roots"),
  ]

  /// µ and λ.
  public var (momentum, weightDecay): (Coefficient, Coefficient) = (0.0, 0.0)
  /// ε.
  public var epsilon = 1e-6
  /// After how many steps the roots are computed anew; before the first time they are 0.
  public var interval = 1.0

  public init() {}

  public func initialState(for p: Tensor) -> RuleState {
    (0..<p.rank).reduce(momentum.isZero ? [:] : .zeros("d", like: p)) { state, k in
      let identity = Tensor.ones(like: p.gram(k).diagonal).diagonalMatrix
      return state.declaring(["sum\(k)": epsilon * identity, "root\(k)": .zeros(like: identity)])
    }
  }

  public func update(_ step: Step, state s: inout RuleState) -> Tensor {
    var g = step.g
    if !momentum.isZero { g = select(step.t .== 1, g, (1 - momentum) * g + momentum * s.d) }
    g += weightDecay * step.decayed
    let axes = 0..<g.rank
    for k in axes { s["sum\(k)"] += g.gram(k) }
    if step.number.isMultiple(of: Int(interval)) {
      for k in axes { s["root\(k)"] = root(s["sum\(k)"], order: g.rank) }
    }
    let d = g.multiplied(by: axes.map { s["root\($0)"] })
    if !momentum.isZero { s.d = d }
    return step.p - step.learningRate * d
  }

  /// A^(−1/2k) of a matrix whose eigenvalues are at least ε but for rounding.
  private func root(_ a: Tensor, order k: Int) -> Tensor {
    let (values, vectors) = eigendecomposition(a)
    let roots = pow(max(values, epsilon), -0.5 / Double(k))
    return matmul(vectors * roots.expanded(at: 0), vectors.transposed)
  }
}
