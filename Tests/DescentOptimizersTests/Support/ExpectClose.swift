import Testing

/// Expects every number to be within `relative` of the other, measured by the largest of them
/// or 1.
func expectClose(
  _ found: [[Double]], _ expected: [[Double]], relative: Double, _ comment: Comment? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(found.count == expected.count, comment, sourceLocation: sourceLocation)
  for (k, (x, y)) in zip(found, expected).enumerated() {
    let largest = relative * max(1, y.map(abs).max() ?? 0)
    // Not the greatest of the differences: NaN is lost among them.
    if x.count == y.count, zip(x, y).allSatisfy({ abs($0 - $1) <= largest }) { continue }
    let text = "step \(k + 1): \(x) instead of \(y)"
    Issue.record(
      Comment(rawValue: [comment?.rawValue, text].compactMap { $0 }.joined(separator: ": ")),
      sourceLocation: sourceLocation)
    return
  }
}
