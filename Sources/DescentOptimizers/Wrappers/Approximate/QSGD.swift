import DescentCore

/// Quantized gradients: each element is one of a few levels, the right one on average.
///
/// Alistarh, Grubic, Li, Tomioka & Vojnovic 2017, arXiv:1610.02132, section 3.1: without bias, and
/// E‖Q(g)‖² ≤ (1 + min(n/s², √n/s))·‖g‖².
public struct QSGD: GradientWrapper {
  public static let name = "qsgd"
  public static let summary = "Rounds the gradient at random to a few levels, without bias."
  public static let formula =
    "gᵢ ← ‖g‖₂·sign(gᵢ)·⌊s·|gᵢ|/‖g‖₂ + uᵢ⌋/s     uᵢ uniform in [0, 1), for each parameter"
  public static let source = "Alistarh et al. 2017, arXiv:1610.02132, section 3.1"
  public static let hyperparameters = [
    Hyperparameter<Self>("levels", \.levels, .count(atLeast: 1), "s, the levels above 0")
  ]

  /// s.
  public var levels = 16.0

  public init() {}

  public func change(_ step: inout Step, state s: inout RuleState) {
    let u = step.random.uniform(like: step.g.cast(to: .float64))
    step.g = step.layout.map(step.g, u) { x in
      let size = wideNorm(x[0])
      let unit = abs(x[0]).cast(to: .float64) / select(size .== 0, 1, size)
      return size * sign(x[0]).cast(to: .float64) * floor(levels * unit + x[1]) / levels
    }
  }
}
