/// When a length is good.
///
///     φ(α) ≤ φ(0) + c₁·α·φ′(0)                               sufficient decrease (Armijo)
///     φ(α) ≤ φ(0) + ε·|φ(0)|  and  φ′(α) ≤ (2·c₁ − 1)·φ′(0)     the same by slopes
///     |φ′(α)| ≤ c₂·|φ′(0)|                                   curvature (strong Wolfe)
///
/// Nocedal & Wright 2006, (3.7); the second line, Hager & Zhang 2005, (4.1) and (4.2), decides where
/// values differ by rounding errors only: on a parabola it is the first one.
struct WolfeConditions: Hashable {
  /// c₁ in (0, ½].
  var armijo = 1e-4
  /// c₂ in (c₁, 1).
  var curvature = 0.9
  /// ε ≥ 0; nil for the first and third line only.
  var approximate: Double?

  /// Whether the value falls enough.
  func decreases(_ trial: Trial, on line: Line) -> Bool {
    let start = line.origin
    if trial.value <= start.value + armijo * trial.length * start.slope { return true }
    guard let approximate else { return false }
    return trial.value <= start.value + approximate * abs(start.value)
      && trial.slope <= (2 * armijo - 1) * start.slope
  }

  /// Whether the slope has lost enough.
  func isFlat(_ trial: Trial, on line: Line) -> Bool {
    abs(trial.slope) <= curvature * abs(line.slope)
  }
}
