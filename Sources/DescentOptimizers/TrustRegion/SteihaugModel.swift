/// Conjugate gradients up to the boundary, or to where the function curves downward.
///
///     p₀ = 0, r₀ = g, d₀ = −g     α = rᵀr/dᵀHd     p ← p + α·d     r ← r + α·H·d
///
/// Ends with ‖r‖ ≤ η·‖g‖; on the boundary along d where dᵀHd ≤ 0, or where p would leave the region.
/// Steihaug 1983; Toint 1981; Nocedal & Wright 2006, Algorithm 7.2.
struct SteihaugModel: RegionModel {
  let gradient: [Double]
  /// η.
  let tolerance: Double
  /// Products with H at most.
  let iterations: Int

  mutating func step(within radius: Double, _ product: ([Double]) -> [Double]) -> RegionStep? {
    var p = [Double](repeating: 0, count: gradient.count)
    var r = gradient
    var d = gradient.map { -$0 }
    var square = dot(r, r)
    let target = tolerance * norm(gradient)
    for _ in 0..<iterations where square > 0 && square.squareRoot() > target {
      let hd = product(d)
      let curvature = dot(d, hd)
      guard curvature.isFinite else { return nil }
      let alpha = square / curvature
      let edge = exit(from: p, along: d, radius: radius)
      let isEnd = curvature <= 0 || alpha >= edge
      accumulate(isEnd ? edge : alpha, d, into: &p)
      accumulate(isEnd ? edge : alpha, hd, into: &r)
      if isEnd { break }
      let last = square
      square = dot(r, r)
      multiply(&d, by: square / last)
      accumulate(-1, r, into: &d)
    }
    // H·p = r − g
    return RegionStep(p: p, length: norm(p), fall: -0.5 * (dot(gradient, p) + dot(r, p)))
  }
}
