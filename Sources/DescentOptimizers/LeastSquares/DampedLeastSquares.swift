import DescentCore

/// The least-squares problem of a step, by the singular values of the scaled Jacobian.
///
///     p(λ) = −D⁻¹·V·diag(σ/(σ² + λ))·Uᵀ·r     J·D⁻¹ = U·diag(σ)·Vᵀ
///
/// minimizes ‖r + J·p‖² + λ·‖D·p‖². For λ = 0 directions that the Jacobian does not determine are left
/// out.
struct DampedLeastSquares {
  private let values: [Double]
  private let right: [Double]
  /// Uᵀ·r.
  private let projection: [Double]
  private let scale: [Double]

  /// - Parameter scale: The diagonal of D, positive.
  /// - Returns: nil if the matrix is not finite.
  init?(_ r: [Double], _ jacobian: [Double], scale: [Double]) {
    let (m, n) = (r.count, scale.count)
    var scaled = jacobian
    for i in 0..<m { for k in 0..<n { scaled[i * n + k] /= scale[k] } }
    guard let svd = SingularValues(scaled, rows: m, columns: n) else { return nil }
    let k = svd.values.count
    var projection = [Double](repeating: 0, count: k)
    for i in 0..<m { for c in 0..<k { projection[c] += svd.left[i * k + c] * r[i] } }
    (values, right, self.projection, self.scale) = (svd.values, svd.right, projection, scale)
  }

  /// The singular value below which one is as good as 0.
  private var threshold: Double { 0x1p-50 * (values.first ?? 0) * Double(scale.count).squareRoot() }

  /// The step for a damping λ ≥ 0, and its length ‖D·p‖.
  func step(damping: Double) -> (p: [Double], length: Double) {
    let n = scale.count
    var p = [Double](repeating: 0, count: n)
    var square = 0.0
    for c in values.indices where values[c] > (damping > 0 ? 0 : threshold) {
      let w = -values[c] / (values[c] * values[c] + damping) * projection[c]
      square += w * w
      for k in 0..<n { p[k] += w * right[c * n + k] }
    }
    for k in 0..<n { p[k] /= scale[k] }
    return (p, square.squareRoot())
  }

  /// The step along Powell's dogleg, from the least point down the gradient to that of all, that is
  /// no longer than `radius` (Nocedal & Wright 2006, section 4.1).
  func dogleg(within radius: Double) -> (p: [Double], length: Double) {
    let full = step(damping: 0)
    if full.length <= radius { return full }
    // In the basis of the right singular vectors.
    let kept = values.indices.filter { values[$0] > threshold }
    let slope = kept.map { values[$0] * projection[$0] }
    let bend = zip(kept, slope).map { values[$0] * $1 }
    let t = dot(slope, slope) / dot(bend, bend)
    let (near, far) = (slope.map { -t * $0 }, kept.map { -projection[$0] / values[$0] })
    let reach = norm(near)
    var w = near.map { $0 * min(1, radius / reach) }
    if reach < radius {
      let way = zip(far, near).map { $0 - $1 }
      let (a, b, c) = (dot(way, way), dot(near, way), reach * reach - radius * radius)
      let part = -c / (b + (b * b - a * c).squareRoot())
      w = zip(near, way).map { $0 + part * $1 }
    }
    var p = [Double](repeating: 0, count: scale.count)
    for (c, part) in zip(kept, w) {
      for k in p.indices { p[k] += part * right[c * scale.count + k] / scale[k] }
    }
    return (p, norm(w))
  }

  /// The step no longer than `radius`: the λ ≥ 0 with ‖D·p(λ)‖ = radius to a hundredth, by Newton's
  /// method for 1/‖D·p(λ)‖ (Moré 1978, section 5; Hebden 1973), or 0.
  func step(within radius: Double) -> (p: [Double], length: Double, damping: Double) {
    let full = step(damping: 0)
    if full.length <= radius { return (full.p, full.length, 0) }
    // ‖D·p(λ)‖ ≤ ‖σ·Uᵀ·r‖/λ
    let slope = zip(values, projection).reduce(0) { $0 + ($1.0 * $1.1) * ($1.0 * $1.1) }
      .squareRoot()
    var (low, high) = (0.0, slope / radius)
    var damping = 0.0
    for _ in 0..<100 {
      var (length, derivative) = (0.0, 0.0)
      for c in values.indices where values[c] > threshold {
        let d = values[c] * values[c] + damping
        let w = values[c] / d * projection[c]
        length += w * w
        derivative += w * w / d
      }
      length = length.squareRoot()
      if abs(length - radius) <= 0.01 * radius { break }
      if length > radius { low = damping } else { high = damping }
      let next = damping + length * length / derivative * (length - radius) / radius
      damping = next > low && next < high ? next : max(0.001 * high, (low * high).squareRoot())
    }
    let last = step(damping: damping)
    return (last.p, last.length, damping)
  }
}
