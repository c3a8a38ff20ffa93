public import DescentCore

/// Adam-mini: Adam whose second moment is one number for each unit of a layer.
///
/// Zhang et al. 2024, arXiv:2406.16793, with a block for each unit of a matrix, which is
/// a row in PyTorch's layout and a column in that of a dense layer here, and one for each vector.
/// Heads of attention, which the paper keeps together too, are not known here.
public struct AdamMini: DirectionRule {
  public static let name = "adam-mini"
  public static let summary = "Adam whose second moment is one number for each unit of a layer."
  public static let formula = """
    mₜ = β₁·mₜ₋₁ + (1 − β₁)·gₜ                      m₀ = 0
    vₜ = β₂·vₜ₋₁ + (1 − β₂)·mean of gₜ²             v₀ = 0, the mean of each unit
    dₜ = (mₜ/(1 − β₁ᵗ)) / (√(vₜ/(1 − β₂ᵗ)) + ε)     vectors: the mean of all, t = 1, 2, …
    """
  public static let source = "Zhang et al. 2024, arXiv:2406.16793"
  public static let defaultLearningRate = 0.001
  public static let view = ParameterView.tensors
  public static let hyperparameters =
    momentSettings(\.beta1, \.beta2, \.epsilon) + [
      Hyperparameter("units", \.units, "the axis along which the units are")
    ]

  /// β₁ and β₂, the decays of the running means of g and g², and ε.
  public var (beta1, beta2, epsilon): (Coefficient, Coefficient, Coefficient) = (0.9, 0.999, 1e-8)
  /// The axis along which the units are.
  public var units = UnitAxis.last

  public init() {}

  public func initialState(for p: Tensor) -> RuleState {
    ["m": .zeros(like: p), "v": .zeros(like: unitMean(p))]
  }

  public func direction(for g: Tensor, step t: Tensor, state s: inout RuleState) -> Tensor {
    s.m = beta1 * s.m + (1 - beta1) * g
    s.v = beta2 * s.v + (1 - beta2) * unitMean(g * g)
    return s.m / (1 - pow(beta1, t)) / (sqrt(s.v / (1 - pow(beta2, t))) + epsilon)
  }

  private func unitMean(_ x: Tensor) -> Tensor {
    x.mean(x.rank > 1 ? units.axes(inside: x) : nil, keepingAxes: true)
  }
}
