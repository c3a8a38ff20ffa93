import DescentCore

/// Gradient centralization: takes the mean off the gradient of each unit's weights.
///
/// Yong, Huang, Hua & Zhang 2020, arXiv:2004.01461, equation 1. The units of a dense layer here, of
/// shape [inputs, units], are along the last axis; Optax's `centralize` takes the first one.
public struct Centralize: GradientWrapper {
  public static let name = "centralize"
  public static let summary = "Takes the mean off the gradient of each unit's weights."
  public static let formula =
    "gᵤ ← gᵤ − mean(gᵤ)     for each unit u of a parameter with two axes or more"
  public static let source = "Yong et al. 2020, arXiv:2004.01461, equation 1"
  public static let hyperparameters = [
    Hyperparameter<Self>("units", \.units, "the axis along which the units are")
  ]

  /// The axis along which the units are.
  public var units = UnitAxis.last

  public init() {}

  public func change(_ step: inout Step, state s: inout RuleState) {
    step.g = step.layout.map(step.g) { [units] g in
      let axes = units.axes(inside: g[0])
      return axes.isEmpty ? g[0] : g[0] - g[0].mean(axes, keepingAxes: true)
    }
  }
}
