/// Seconds since it was made.
package struct Stopwatch: Sendable {
  private let start = ContinuousClock.now

  /// Starts it.
  package init() {}

  package var seconds: Double { (ContinuousClock.now - start) / .seconds(1) }
}
