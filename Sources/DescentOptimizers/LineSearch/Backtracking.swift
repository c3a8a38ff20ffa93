/// A step along a direction, cut until the value falls enough.
///
///     f(x + α·d) ≤ f(x) + c·α·gᵀd     α = α₀, ρ·α₀, ρ²·α₀, …
///
/// Armijo 1966; Nocedal & Wright 2006, Algorithm 3.1.
public struct Backtracking: LineSearch, Hashable {
  /// c in (0, ½].
  public var sufficientDecrease = 1e-4
  /// ρ in (0, 1).
  public var contraction = 0.5
  /// How many lengths are tried at most.
  var trials = Double.infinity
  /// ε of the condition by slopes; nil for none.
  var approximate: Double?
  /// Whether the last length tried is taken where none is good.
  var takesLast = false
  /// Shorter steps than this are not tried.
  private static let shortest = 1e-18

  func search(_ line: inout Line, from guess: Double, _ oracle: inout Oracle) -> Trial? {
    let conditions = WolfeConditions(armijo: sufficientDecrease, approximate: approximate)
    var (length, count) = (guess, 1.0)
    while true {
      let trial = line.trial(at: length, &oracle)
      if conditions.decreases(trial, on: line) { return trial }
      guard count < trials, length * contraction >= Self.shortest else {
        return takesLast && trial.value < .infinity ? trial : nil
      }
      (length, count) = (length * contraction, count + 1)
    }
  }
}
