/// What a function is taken for around a point, and a way to a step that is good for it.
///
///     q(p) = gᵀp + ½·pᵀHp     where ‖p‖ ≤ Δ
///
/// A model is made at a point and asked for steps within ever smaller radii until one is good.
protocol RegionModel {
  /// A step at least as good as the best along −g.
  ///
  /// - Parameter product: H·v, for models that do not hold H.
  /// - Returns: nil if H is not finite.
  mutating func step(within radius: Double, _ product: ([Double]) -> [Double]) -> RegionStep?
}

/// A step, and what its model expects of it.
struct RegionStep: Hashable {
  /// p.
  var p: [Double]
  /// ‖p‖, in the norm of the region.
  var length: Double
  /// −q(p).
  var fall: Double

  /// The step in the variables of the function, where those of the model are D times these.
  func unscaled(by scale: [Double]?) -> RegionStep {
    RegionStep(p: p.divided(by: scale), length: length, fall: fall)
  }
}

/// The τ ≥ 0 at which p + τ·d leaves the ball of a radius that p lies in.
func exit(from p: [Double], along d: [Double], radius: Double) -> Double {
  let (a, b, c) = (dot(d, d), dot(p, d), dot(p, p) - radius * radius)
  guard a > 0 else { return 0 }
  let root = max(0, b * b - a * c).squareRoot()
  // Whichever of the two forms does not cancel.
  return max(0, b > 0 ? -c / (b + root) : (root - b) / a)
}
