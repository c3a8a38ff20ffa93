extension Trial {
  /// The length at which the cubic through the values and slopes at two lengths has its minimum,
  /// limited to `bounds`; the middle of these if it has none.
  ///
  ///     δ = φ′ₗ + φ′ᵣ − 3·(φₗ − φᵣ)/(l − r)     η = √(δ² − φ′ₗ·φ′ᵣ)     l < r
  ///     α = r − (r − l)·(φ′ᵣ + η − δ)/(φ′ᵣ − φ′ₗ + 2·η)
  ///
  /// Nocedal & Wright 2006, (3.59).
  static func cubicMinimum(_ a: Trial, _ b: Trial, within bounds: ClosedRange<Double>) -> Double {
    let (l, r) = a.length <= b.length ? (a, b) : (b, a)
    let width = r.length - l.length
    let delta = l.slope + r.slope - 3 * (r.value - l.value) / width
    let eta = (delta * delta - l.slope * r.slope).squareRoot()
    let length = r.length - width * ((r.slope + eta - delta) / (r.slope - l.slope + 2 * eta))
    guard !length.isNaN else { return (bounds.lowerBound + bounds.upperBound) / 2 }
    return min(max(length, bounds.lowerBound), bounds.upperBound)
  }

  /// The length at which the cubic with value and slope here, and the values of two other lengths,
  /// has its minimum; no number if it has none.
  ///
  ///     φ(α) = φ + φ′·t + b·t² + a·t³, t = α − α₀     minimum at t = (−b + √(b² − 3·a·φ′))/(3·a)
  func cubicMinimum(through p: Trial, _ q: Trial) -> Double {
    let (s, t) = (p.length - length, q.length - length)
    // What is left of the values without the straight part is b·t² + a·t³.
    let (u, v) = (p.value - value - slope * s, q.value - value - slope * t)
    let determinant = (s * t) * (s * t) * (s - t)
    let a = (t * t * u - s * s * v) / determinant
    let b = (s * s * s * v - t * t * t * u) / determinant
    return length + (-b + (b * b - 3 * a * slope).squareRoot()) / (3 * a)
  }

  /// The length at which the parabola with value and slope here, and another value, has its
  /// extremum.
  func parabolaMinimum(through p: Trial) -> Double {
    let s = p.length - length
    let bend = (p.value - value - slope * s) / (s * s)
    return length - slope / (2 * bend)
  }
}
