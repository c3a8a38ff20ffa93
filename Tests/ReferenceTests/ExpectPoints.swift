import Testing

/// Expects every point to be within a tolerance of the recorded one, measured by the largest of its
/// numbers or 1.
func expectPoints(_ found: [[Double]], _ expected: [[Double]], _ tolerance: Double) throws {
  for (k, (x, y)) in zip(found, expected).enumerated() {
    let scale = max(1, y.map(abs).max() ?? 0)
    let difference = zip(x, y).map { abs($0 - $1) }.max() ?? .nan
    try #require(difference <= tolerance * scale, "step \(k + 1): \(x) instead of \(y)")
  }
}
