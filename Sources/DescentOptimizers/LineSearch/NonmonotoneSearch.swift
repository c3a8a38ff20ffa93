/// A search for a length whose value need only be lower than the highest of the last ones.
///
///     φ(λ) ≤ r + c·λ·φ′(0)     λ = 1, then where a parabola has its minimum, from 0.1 to 0.9 of the last
///
/// Grippo, Lampariello & Lucidi 1986, "A nonmonotone line search technique for Newton's method", SIAM
/// J. Numer. Anal. 23; the interpolation as in Birgin, Martínez & Raydan 2000, Algorithm 2.2.
struct NonmonotoneSearch: LineSearch {
  /// r.
  var reference: Double
  /// c.
  var armijo = 1e-4
  /// How many lengths are tried at most.
  var trials = 80.0

  func search(_ line: inout Line, from guess: Double, _ oracle: inout Oracle) -> Trial? {
    let start = line.origin
    var (length, count) = (guess, 0.0)
    while count < trials {
      let trial = line.trial(at: length, &oracle)
      count += 1
      if trial.value <= reference + armijo * length * start.slope { return trial }
      // Values say nothing any more.
      let isRounding = line.isWithinRounding(at: length)
      if isRounding, trial.value <= reference + 0x1p-48 * abs(reference) { return trial }
      let rise = trial.value - start.value - length * start.slope
      let parabola = -start.slope * length * length / (2 * rise)
      let isUsable = parabola >= 0.1 * length && parabola <= 0.9 * length
      length = isUsable ? parabola : (trial.value.isFinite ? 0.5 : 0.1) * length
    }
    return nil
  }
}
