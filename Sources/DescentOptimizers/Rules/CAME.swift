public import DescentCore

/// CAME: Adafactor's updates, smaller where they stray from their running mean.
///
/// Luo et al. 2023, arXiv:2307.02047, Algorithm 2; what is no matrix as in the authors' code.
public struct CAME: DirectionRule {
  public static let name = "came"
  public static let summary = "Adafactor's updates, smaller where they stray from their mean."
  public static let formula = """
    rₜ = β₂·rₜ₋₁ + (1 − β₂)·mean of gₜ² + ε₁ by rows, cₜ by columns     all from 0
    uₜ = gₜ/√(rₜ·cₜ/mean(rₜ)),  ûₜ = uₜ/max(1, RMS(uₜ)/d)               vectors: the mean itself
    Rₜ = β₃·Rₜ₋₁ + (1 − β₃)·mean of (ûₜ − mₜ)² + ε₂ by rows, Cₜ by columns
    dₜ = mₜ/√(Rₜ·Cₜ/mean(Rₜ)),  mₜ = β₁·mₜ₋₁ + (1 − β₁)·ûₜ              vectors: dₜ = mₜ
    """
  public static let source = "Luo et al. 2023, arXiv:2307.02047, Algorithm 2"
  public static let defaultLearningRate = 0.0002
  public static let tuning: String? = "the learning rate"
  public static let view = ParameterView.tensors
  public static let hyperparameters = [
    Hyperparameter<Self>("beta1", \.beta1, .within(0..<1), "β₁, decay of the mean of û"),
    Hyperparameter("beta2", \.beta2, .within(0..<1), "β₂, decay of the mean of g²"),
    Hyperparameter("beta3", \.beta3, .within(0..<1), "β₃, decay of the mean of (û − m)²"),
    Hyperparameter("epsilon1", \.epsilon1, .above(0), "ε₁, in the units of g²"),
    Hyperparameter("epsilon2", \.epsilon2, .above(0), "ε₂, in the units of û²"),
    Hyperparameter("clipping", \.clipping, .above(0), "d, the largest RMS of û"),
  ]

  /// β₁, β₂ and β₃.
  public var (beta1, beta2, beta3): (Coefficient, Coefficient, Coefficient) = (0.9, 0.999, 0.9999)
  /// ε₁ and ε₂, added to g² and (û − m)², and d.
  public var (epsilon1, epsilon2, clipping): (Coefficient, Coefficient, Coefficient) =
    (1e-30, 1e-16, 1.0)

  public init() {}

  public func initialState(for p: Tensor) -> RuleState {
    guard p.rank > 1 else { return .zeros("m", "v", like: p) }
    return factoredZeros(("r", "c"), ("R", "C"), like: p).declaring(.zeros("m", like: p))
  }

  public func direction(for g: Tensor, step t: Tensor, state s: inout RuleState) -> Tensor {
    if g.rank < 2 { s.v = beta2 * s.v + (1 - beta2) * (g * g + epsilon1) }
    let v = g.rank < 2 ? s.v : factoredMean(of: g * g + epsilon1, beta2.tensor, "r", "c", state: &s)
    let u = clippedByRMS(g * rsqrt(v), clipping)
    s.m = beta1 * s.m + (1 - beta1) * u
    if g.rank < 2 { return s.m }
    let residual = square(u - s.m) + epsilon2
    return s.m * rsqrt(factoredMean(of: residual, beta3.tensor, "R", "C", state: &s))
  }
}
