public import DescentCore

/// SM3: AdaGrad that remembers one sum per row and per column, not one per element.
///
/// Anil, Gupta, Koren & Singer 2019, arXiv:1901.11150, Algorithm SM3-II, in Optax's form: ε is
/// inside the root, and the momentum is a running mean of the scaled gradients.
public struct SM3: UpdateRule {
  public static let name = "sm3"
  public static let summary = "AdaGrad whose sums are kept per row and per column."
  public static let formula = """
    νₜ = minₖ(µᵏₜ₋₁) + gₜ²             µᵏ one number per index of axis k, µᵏ₀ = 0
    µᵏₜ = max over the other axes of νₜ
    mₜ = β·mₜ₋₁ + (1 − β)·gₜ/√(νₜ + ε)     0/0 = 0, m₀ = 0, t = 1, 2, …
    pₜ = pₜ₋₁ − η·mₜ
    """
  public static let source = "Anil et al. 2019, arXiv:1901.11150, Algorithm SM3-II; Optax's form"
  public static let defaultLearningRate = 0.1
  public static let view = ParameterView.tensors
  public static let hyperparameters = [
    Hyperparameter<Self>("momentum", \.momentum, .within(0..<1), "β, decay of the mean"),
    Hyperparameter("epsilon", \.epsilon, .atLeast(0), "ε, in the units of g²"),
  ]

  /// β and ε.
  public var (momentum, epsilon): (Coefficient, Coefficient) = (0.9, 1e-8)

  public init() {}

  public func initialState(for p: Tensor) -> RuleState {
    (0..<max(p.rank, 1)).reduce(.zeros("m", like: p)) { state, k in
      state.declaring(.zeros("mu\(k)", like: p.maximum(exceptAxis: k)))
    }
  }

  public func update(_ step: Step, state s: inout RuleState) -> Tensor {
    let axes = 0..<max(step.p.rank, 1)
    let nu = axes.map { s["mu\($0)"] }.reduce(Tensor(.infinity)) { min($0, $1) } + square(step.g)
    for k in axes { s["mu\(k)"] = nu.maximum(exceptAxis: k) }
    let u = select(nu .> 0, step.g / sqrt(nu + epsilon), 0)
    s.m = momentum * s.m + (1 - momentum) * u
    return step.p - step.learningRate * s.m
  }
}

extension Tensor {
  /// The largest elements along each index of one axis, the others kept with size 1.
  fileprivate func maximum(exceptAxis axis: Int) -> Tensor {
    let others = (0..<rank).filter { $0 != axis }
    return others.isEmpty ? self : max(others, keepingAxes: true)
  }
}
