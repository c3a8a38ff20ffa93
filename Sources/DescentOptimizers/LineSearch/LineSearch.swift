/// A way to choose how far to go along a line.
protocol LineSearch: Sendable {
  /// Looks for a length, beginning with `guess` > 0.
  ///
  /// - Returns: The trial to go on from, gradient included; nil if there is none.
  func search(_ line: inout Line, from guess: Double, _ oracle: inout Oracle) -> Trial?
}
