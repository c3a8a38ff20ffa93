public import DescentCore

/// SOAP: Adam in the eigenbasis of Shampoo's matrices.
///
/// Vyas et al. 2024, arXiv:2409.11321, Algorithm 3, as in pytorch_optimizer 4.1 and the authors'
/// code: the first step only sets the bases, which then follow by one QR iteration every few steps,
/// and the decay sees the parameters after the step.
public struct SOAP: UpdateRule {
  public static let name = "soap"
  public static let summary = "Adam in the eigenbasis of Shampoo's matrices."
  public static let formula = """
    t = 1: L = (1 − β)·g·gᵀ, R = (1 − β)·gᵀ·g, Q their eigenvectors; no step
    t > 1, k = t − 1: mₜ = β₁·mₜ₋₁ + (1 − β₁)·gₜ                    m₁ = 0
    vₜ = β₂·vₜ₋₁ + (1 − β₂)·(Q_Lᵀ·gₜ·Q_R)²                         v₁ = 0
    dₜ = Q_L·((Q_Lᵀ·mₜ·Q_R)/(√vₜ + ε))·Q_Rᵀ·√(1 − β₂ᵏ)/(1 − β₁ᵏ)
    pₜ = (pₜ₋₁ − η·dₜ)·(1 − η·λ)
    Lₜ = β·Lₜ₋₁ + (1 − β)·gₜ·gₜᵀ, R likewise; every f steps Q_L = QR of L·Q_L, largest first
    """
  public static let source =
    "Vyas et al. 2024, arXiv:2409.11321, Algorithm 3; pytorch_optimizer's form"
  public static let defaultLearningRate = 0.003
  public static let view = ParameterView.tensors
  public static let hyperparameters = [
    Hyperparameter<Self>("beta1", \.beta1, .within(0..<1), "β₁, decay of the mean of g"),
    Hyperparameter("beta2", \.beta2, .within(0..<1), "β₂, decay of the mean of squares"),
    Hyperparameter("shampoo-beta", \.shampooBeta, .within(0..<1), "β of L and R; none: β₂"),
    Hyperparameter("epsilon", \.epsilon, .atLeast(0), "ε, in the units of g"),
    Hyperparameter("weight-decay", \.weightDecay, .atLeast(0), "λ"),
    Hyperparameter("interval", \.interval, .count(atLeast: 1), "f, steps from basis to basis"),
    Hyperparameter("largest", \.largest, .count(atLeast: 1), "the largest axis with a basis"),
    Hyperparameter("vectors", \.includesVectors, "whether vectors have a basis, too"),
    Hyperparameter("bias-correction", \.correctsBias, "whether m and v are corrected"),
    Hyperparameter("normalized", \.isNormalized, "whether d is divided by its RMS"),
  ]

  /// β₁, β₂ and ε.
  public var (beta1, beta2, epsilon): (Coefficient, Coefficient, Coefficient) = (0.95, 0.95, 1e-8)
  /// β; nil for β₂.
  public var shampooBeta: Double?
  /// λ.
  public var weightDecay: Coefficient = 0.01
  /// How often bases are computed anew, and the largest axis that has one.
  public var (interval, largest) = (10.0, 10000.0)
  /// Whether vectors have a basis, m and v are corrected, and d is divided by its RMS.
  public var (includesVectors, correctsBias, isNormalized) = (false, true, false)

  public init() {}

  public func initialState(for p: Tensor) -> RuleState {
    axes(p).reduce(.zeros("m", "v", like: p)) { state, k in
      state.declaring(.zeros("sum\(k)", "basis\(k)", like: p.gram(k)))
    }
  }

  public func update(_ step: Step, state s: inout RuleState) -> Tensor {
    let isFirst = step.number.isAtMost(1)
    let p = isFirst ? step.p : move(step, state: &s)
    let beta = shampooBeta.map { Coefficient($0) } ?? beta2
    for k in axes(step.p) {
      s["sum\(k)"] = beta * s["sum\(k)"] + (1 - beta) * step.g.gram(k)
      if isFirst { s["basis\(k)"] = eigendecomposition(s["sum\(k)"]).vectors }
    }
    if !isFirst, step.number.isFirst(of: Int(interval)) { turn(step.p, state: &s) }
    return p
  }

  private func move(_ step: Step, state s: inout RuleState) -> Tensor {
    let (g, k) = (step.g, step.t - 1)
    let bases = bases(step.p, s)
    s.m = beta1 * s.m + (1 - beta1) * g
    s.v = beta2 * s.v + (1 - beta2) * square(g.multiplied(by: bases))
    let scaled = s.m.multiplied(by: bases) / (sqrt(s.v) + epsilon)
    var d = scaled.multiplied(by: bases.map { $0?.transposed })
    if isNormalized { d = d / (sqrt(square(d).mean()) + epsilon) }
    if correctsBias { d = rateCorrection(beta1, beta2, k) * d }
    var moved = step
    moved.p = step.p - step.learningRate * d
    return moved.p - step.learningRate * weightDecay * moved.decayed
  }

  /// Lets the bases follow their matrices, and v the order of the bases.
  private func turn(_ p: Tensor, state s: inout RuleState) {
    var orders = [Tensor?](repeating: nil, count: p.rank)
    for k in axes(p) {
      let turned = s["sum\(k)"].turned(from: s["basis\(k)"])
      (s["basis\(k)"], orders[k]) = (turned.basis, turned.order)
    }
    s.v = s.v.multiplied(by: orders)
  }

  private func bases(_ p: Tensor, _ s: RuleState) -> [Tensor?] {
    let axes = axes(p)
    return (0..<p.rank).map { axes.contains($0) ? s["basis\($0)"] : nil }
  }

  /// The axes that have a basis.
  private func axes(_ p: Tensor) -> [Int] {
    guard p.rank > 1 || includesVectors else { return [] }
    return (0..<p.rank).filter { Double(p.shape[$0]) <= largest }
  }
}
