import DescentCore

/// Adaptive gradient clipping: bounds the gradient of each unit by a share of the unit's own norm.
///
/// Brock, De, Smith & Simonyan 2021, arXiv:2102.06171, equation 3; Optax's `adaptive_grad_clip`.
/// A unit is a vector, a column of a matrix, an entry of the last axis of a larger tensor.
public struct ClipAdaptive: GradientWrapper {
  public static let name = "clip-adaptive"
  public static let summary = "Bounds the gradient of each unit by a share of the unit's norm."
  public static let formula = "gᵤ ← gᵤ · min(1, c·max(‖pᵤ‖₂, ε)/‖gᵤ‖₂)     for each unit u"
  public static let source = "Brock et al. 2021, arXiv:2102.06171; Optax's adaptive_grad_clip"
  public static let hyperparameters = [
    Hyperparameter<Self>("clipping", \.clipping, .above(0), "c, the largest ‖g‖ of a unit by ‖p‖"),
    Hyperparameter("epsilon", \.epsilon, .atLeast(0), "ε, the least ‖p‖ that is reckoned with"),
  ]

  /// c and ε.
  public var (clipping, epsilon) = (0.01, 1e-3)

  public init() {}

  public func change(_ step: inout Step, state s: inout RuleState) {
    step.g = step.layout.map(step.g, step.p) { [clipping, epsilon] x in
      let axes = Self.axes(of: x[0].shape)
      let largest = clipping * max(wideNorm(x[1], axes), epsilon)
      let size = wideNorm(x[0], axes)
      return select(size .<= largest, x[0].cast(to: .float64), x[0] * (largest / max(size, 1e-6)))
    }
  }

  /// The axes within a unit. As in Optax, three axes are those of several heads: inputs, heads,
  /// units of a head.
  private static func axes(of shape: Shape) -> [Int] {
    let isVector = shape.sizes.count { $0 > 1 } <= 1
    let count = isVector ? shape.rank : shape.rank <= 3 ? 1 : shape.rank - 1
    return Array(0..<count)
  }
}
