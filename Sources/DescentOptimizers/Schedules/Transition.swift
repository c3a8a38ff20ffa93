import Foundation

/// How a factor goes from one value to another.
public enum Transition: String, SettingChoice {
  /// Stays, and jumps at the end.
  case constant
  /// a + (b − a)·p, in a straight line.
  case linear
  /// b + (a − b)·(1 + cos πp)/2, along half a wave.
  case cosine
  /// a·(b/a)ᵖ, by the same factor at each step; both values must be above 0.
  case exponential
  /// a + (b − a)·√p, fast at first (Hägele et al. 2024, arXiv:2405.18392).
  case squareRoot = "square-root"

  /// The value at `part`, from 0 to 1, of the way from `a` to `b`.
  func value(_ part: Double, from a: Double, to b: Double) -> Double {
    if part <= 0 { return a }
    if part >= 1 { return b }
    return switch self {
    case .constant: a
    case .linear: a + (b - a) * part
    case .cosine: b + (a - b) * (1 + cos(.pi * part)) / 2
    case .exponential: exp((1 - part) * log(a) + part * log(b))
    case .squareRoot: a + (b - a) * part.squareRoot()
    }
  }

  /// The value at step `k` on the way through `points`, which are ordered; the last one stays.
  func value(at k: Double, through points: [(at: Double, value: Double)]) -> Double {
    guard let next = points.firstIndex(where: { $0.at > k }) else { return points.last?.value ?? 1 }
    guard next > 0 else { return points[0].value }
    let (a, b) = (points[next - 1], points[next])
    return value((k - a.at) / (b.at - a.at), from: a.value, to: b.value)
  }
}
