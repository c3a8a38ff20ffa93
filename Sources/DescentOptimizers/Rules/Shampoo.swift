public import DescentCore

/// Shampoo: the gradient between roots of the sums of its products along each axis.
///
/// Gupta, Koren & Singer 2018, arXiv:1802.09568, Algorithm 1, as in pytorch_optimizer 4.1: the
/// momentum mixes the gradient with the last preconditioned one, and decay is added after that. Of
/// an axis longer than `largest` the diagonal is used alone, the paper's variant for large axes.
public struct Shampoo: UpdateRule {
  public static let name = "shampoo"
  public static let summary = "The gradient between roots of its sums of products by axis."
  public static let formula = """
    ĝₜ = (1 − µ)·gₜ + µ·dₜ₋₁ + λ·pₜ₋₁               ĝ₁ = g₁ + λ·p₀
    Lₜ = Lₜ₋₁ + ĝₜ·ĝₜᵀ,  Rₜ = Rₜ₋₁ + ĝₜᵀ·ĝₜ          L₀ = R₀ = ε·I, t = 1, 2, …
    dₜ = Lₜ^(−¼)·ĝₜ·Rₜ^(−¼)                         k axes: k matrices, to the power −1/(2k)
    an axis longer than `largest`: the diagonal of its matrix alone
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
    Hyperparameter("largest", \.largest, .count(atLeast: 1), "the largest axis with a matrix"),
  ]

  /// µ and λ.
  public var (momentum, weightDecay): (Coefficient, Coefficient) = (0.0, 0.0)
  /// ε.
  public var epsilon = 1e-6
  /// After how many steps the roots are computed anew; before the first time they are 0.
  public var interval = 1.0
  /// The largest axis with a whole matrix.
  public var largest = 1024.0

  public init() {}

  public func initialState(for p: Tensor) -> RuleState {
    (0..<p.rank).reduce(momentum.isZero ? [:] : .zeros("d", like: p)) { state, k in
      let ones = Tensor.ones(like: p.gramDiagonal(k))
      let identity = isWhole(p, k) ? ones.diagonalMatrix : ones
      return state.declaring(["sum\(k)": epsilon * identity, "root\(k)": .zeros(like: identity)])
    }
  }

  public func update(_ step: Step, state s: inout RuleState) -> Tensor {
    var g = step.g
    if !momentum.isZero { g = select(step.t .== 1, g, (1 - momentum) * g + momentum * s.d) }
    g += weightDecay * step.decayed
    let axes = 0..<g.rank
    for k in axes { s["sum\(k)"] += isWhole(g, k) ? g.gram(k) : g.gramDiagonal(k) }
    if step.number.isMultiple(of: Int(interval)) {
      for k in axes { s["root\(k)"] = root(s["sum\(k)"], order: g.rank) }
    }
    let d = g.multiplied(by: axes.map { s["root\($0)"] })
    if !momentum.isZero { s.d = d }
    return step.p - step.learningRate * d
  }

  private func isWhole(_ p: Tensor, _ axis: Int) -> Bool { Double(p.shape[axis]) <= largest }

  /// A^(−1/2k) of a matrix, or of a diagonal, whose eigenvalues are at least ε but for rounding.
  private func root(_ a: Tensor, order k: Int) -> Tensor {
    func root(_ values: Tensor) -> Tensor { pow(max(values, epsilon), -0.5 / Double(k)) }
    guard a.rank > 1 else { return root(a) }
    let (values, vectors) = eigendecomposition(a)
    return matmul(vectors * root(values).expanded(at: 0), vectors.transposed)
  }
}
