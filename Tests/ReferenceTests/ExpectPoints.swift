import Testing

/// Expects numbers within a tolerance of the recorded ones, measured by the largest of these or 1.
func expectNumbers(
  _ found: [Double], _ expected: [Double], _ tolerance: Double, _ what: String
) throws {
  let largest = tolerance * max(1, expected.map(abs).max() ?? 0)
  // Not the greatest of the differences: NaN is lost among them.
  let isClose = zip(found, expected).allSatisfy { abs($0 - $1) <= largest }
  try #require(
    found.count == expected.count && isClose, "\(what): \(found) instead of \(expected)")
}

/// The same for each of some points.
func expectPoints(_ found: [[Double]], _ expected: [[Double]], _ tolerance: Double) throws {
  try #require(found.count == expected.count)
  for (k, (x, y)) in zip(found, expected).enumerated() {
    try expectNumbers(x, y, tolerance, "step \(k + 1)")
  }
}
