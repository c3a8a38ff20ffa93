import DescentCore

/// Scales the gradient of each parameter down where its root mean square is too large.
///
/// Shazeer & Stern 2018, arXiv:1804.04235, section 6, there of the update; Optax's
/// `clip_by_block_rms`.
public struct ClipRMS: GradientWrapper {
  public static let name = "clip-rms"
  public static let summary = "Scales each parameter's gradient down where its RMS is too large."
  public static let formula =
    "gᵢ ← gᵢ / max(1, RMS(gᵢ)/c)     RMS(x) = ‖x‖₂/√(length of x), for each parameter i"
  public static let source = "Shazeer & Stern 2018, arXiv:1804.04235; Optax's clip_by_block_rms"
  public static let hyperparameters = [
    Hyperparameter<Self>("bound", \.bound, .above(0), "c, the largest RMS of a parameter's g")
  ]

  /// c.
  public var bound = 1.0

  public init() {}

  public func change(_ step: inout Step, state s: inout RuleState) {
    step.g = step.layout.map(step.g) { g in
      let rms = wideNorm(g[0]) / Double(g[0].shape.count).squareRoot()
      return g[0] / max(rms / bound, 1)
    }
  }
}
