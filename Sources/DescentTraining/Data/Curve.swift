/// A parabola through three points, drawn as an image of 28 x 28 pixels.
///
///     c(t) = 2(t − ½)(t − 1)·p₀ + 4t(1 − t)·p₁ + 2t(t − ½)·p₂     0 ≤ t ≤ 1
///     pixel at x = max(0, 1 − d²/r²)²     d = min over t of |x − c(t)|
///
/// Pixels are squares of side 1 whose centers have whole coordinates from 0 to 27.
struct Curve {
  /// The sides of an image, in pixels.
  static let side = 28
  /// r: where a line ends that is brightest in its middle.
  static let radius = 1.2
  /// What the curve is drawn as: so many straight pieces, none of them much longer than a pixel.
  private static let pieceCount = 32

  /// p₀, p₁ and p₂, which the curve passes at t = 0, ½ and 1.
  let points: (SIMD2<Double>, SIMD2<Double>, SIMD2<Double>)

  /// Its place at `t`.
  func position(at t: Double) -> SIMD2<Double> {
    let weights = (2 * (t - 0.5) * (t - 1), 4 * t * (1 - t), 2 * t * (t - 0.5))
    return weights.0 * points.0 + weights.1 * points.1 + weights.2 * points.2
  }

  /// The image in row-major order, y downward; only sums, products, quotients and roundings, so
  /// that it has the same bytes on every machine.
  var pixels: [UInt8] {
    // Beyond the radius no distance matters.
    let limit = Self.radius * Self.radius
    var squares = [Double](repeating: limit, count: Self.side * Self.side)
    var start = position(at: 0)
    for k in 1...Self.pieceCount {
      let end = position(at: Double(k) / Double(Self.pieceCount))
      Self.approach(&squares, from: start, to: end)
      start = end
    }
    return squares.map { square in
      let share = 1 - square / limit
      return UInt8((255 * share * share).rounded())
    }
  }

  /// Lowers the squared distances of pixels to those from a straight piece.
  private static func approach(
    _ squares: inout [Double], from start: SIMD2<Double>, to end: SIMD2<Double>
  ) {
    let (low, high) = (pointwiseMin(start, end) - radius, pointwiseMax(start, end) + radius)
    let along = end - start
    let length = (along * along).sum()
    for row in indices(low.y, high.y) {
      for column in indices(low.x, high.x) {
        let offset = SIMD2(Double(column), Double(row)) - start
        let t = length > 0 ? min(max((offset * along).sum() / length, 0), 1) : 0
        let rest = offset - t * along
        let index = row * side + column
        squares[index] = min(squares[index], (rest * rest).sum())
      }
    }
  }

  /// The pixels of an image whose centers are between two coordinates.
  private static func indices(_ low: Double, _ high: Double) -> Range<Int> {
    let first = max(Int(low.rounded(.up)), 0)
    return first..<max(first, min(Int(high.rounded(.down)) + 1, side))
  }
}
