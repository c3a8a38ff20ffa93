public import DescentCore

/// GaLore: Adam in the space of the leading singular vectors of each matrix's gradient.
///
/// Zhao et al. 2024, arXiv:2403.03507, Algorithm 2, on the shorter side, which in Optax is the longer
/// one; signs of vectors follow those of Pₜ₋₁. Their scale is 1. What is no matrix is Adam's.
public struct GaLore: UpdateRule {
  public static let name = "galore"
  public static let summary = "Adam in the space of the leading singular vectors of gradients."
  public static let formula = """
    Pₜ = the r leading eigenvectors of gₜ·gₜᵀ at t = 1, f + 1, …, else Pₜ₋₁;  Rₜ = Pₜᵀ·gₜ
    mₜ = β₁·mₜ₋₁ + (1 − β₁)·Rₜ     vₜ = β₂·vₜ₋₁ + (1 − β₂)·Rₜ²     m₀ = v₀ = 0
    pₜ = pₜ₋₁ − η·Pₜ·((mₜ/(1 − β₁ᵗ))/(√(vₜ/(1 − β₂ᵗ)) + ε))     more rows than columns: transposed
    """
  public static let source = "Zhao et al. 2024, arXiv:2403.03507, Algorithm 2"
  public static let defaultLearningRate = 0.001
  public static let view = ParameterView.tensors
  public static let hyperparameters =
    momentSettings(\.adam.beta1, \.adam.beta2, \.adam.epsilon) + [
      Hyperparameter("rank", \.rank, .count(atLeast: 1), "r, at most the shorter side"),
      Hyperparameter("interval", \.interval, .count(atLeast: 1), "f, steps from basis to basis"),
    ]

  /// β₁, β₂ and ε.
  public var adam = Adam.with { $0.epsilon = 1e-6 }
  /// r and f.
  public var (rank, interval) = (128.0, 200.0)

  public init() {}

  public func initialState(for p: Tensor) -> RuleState {
    guard p.rank == 2 else { return adam.initialState(for: p) }
    let leading = 0..<Int(min(rank, Double(p.wide.shape[0])))
    let basis = RuleState.zeros("P", like: p.wide.slice(leading, axis: 1))
    return adam.initialState(for: p.wide.slice(leading)).declaring(basis)
  }

  public func update(_ step: Step, state s: inout RuleState) -> Tensor {
    guard step.p.rank == 2 else { return adam.update(step, state: &s) }
    if step.number.isFirst(of: Int(interval)) { s.P = step.g.wide.leadingVectors(near: s.P) }
    let r = matmul(s.P.transposed, step.g.wide)
    let d = matmul(s.P, adam.direction(for: r, step: step.t, state: &s))
    return step.p - step.learningRate * (d.shape == step.p.shape ? d : d.transposed)
  }
}
