/// A derivative found by differences, and how far off it may be.
struct DifferenceEstimate {
  var value: Double
  var error: Double
}

/// The derivatives at x of each component of f, from central differences whose step is halved
/// again and again and extrapolated to step 0.
///
///     D(h) = (f(x + h) - f(x - h)) / 2h                            h = h₀, h₀/2, h₀/4, ...
///     Dⱼ(h) = Dⱼ₋₁(h) + (Dⱼ₋₁(h) - Dⱼ₋₁(2h)) / (4ʲ - 1)             D₀ = D
///
/// The entry of this table that differs least from its two neighbors is the result; the error is
/// that difference, or the rounding error of D(h) if that is larger. Ridders 1982, "Accurate
/// computation of F′(x) and F′(x)F″(x)". Steps at which f is not finite are passed over.
///
/// - Parameter dtype: The type that f takes and gives, which x + h is rounded to.
func extrapolatedDerivatives(
  at x: Double, in dtype: DType, of f: (Double) -> [Double]
) -> [DifferenceEstimate] {
  func rounded(_ x: Double) -> Double { dtype == .float32 ? Double(Float(x)) : x }
  var tables: [DifferenceTable] = []
  var h = 0.1 * max(1, abs(x))
  // Twelve steps are as many as double precision has use for; more are tried outside the domain.
  for step in 0..<40 where step < 12 || tables.contains(where: { $0.count < 8 }) {
    let (high, low) = (rounded(x + h), rounded(x - h))
    let (above, below) = (f(high), f(low))
    if tables.isEmpty { tables = above.map { _ in DifferenceTable() } }
    for k in tables.indices {
      let rounding = dtype.precision * max(abs(above[k]), abs(below[k])) / h
      tables[k].add((above[k] - below[k]) / (high - low), rounding: rounding)
    }
    h /= 2
  }
  return tables.map(\.best)
}

/// The last row of the table of extrapolated differences, and the best entry so far.
private struct DifferenceTable {
  private var row: [Double] = []
  private(set) var best = DifferenceEstimate(value: .nan, error: .infinity)
  /// How many differences were finite.
  private(set) var count = 0

  mutating func add(_ difference: Double, rounding: Double) {
    guard difference.isFinite else {
      row = []
      return
    }
    count += 1
    var next = [difference]
    var divisor = 1.0
    for (previous, coarser) in zip(0..., row) {
      divisor *= 4
      let value = next[previous] + (next[previous] - coarser) / (divisor - 1)
      let error = max(abs(value - next[previous]), abs(value - coarser), rounding)
      if error < best.error { best = DifferenceEstimate(value: value, error: error) }
      next.append(value)
    }
    row = next
  }
}

extension DType {
  /// The distance of 1 from the next number.
  var precision: Double { self == .float32 ? 0x1p-23 : 0x1p-52 }
}
