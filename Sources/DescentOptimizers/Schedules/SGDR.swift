import Foundation

/// Periods of a warm-up and half a cosine wave each, with numbers of their own.
///
/// k′ counts the steps of period i, which are stepsᵢ with the warm-up, and p = (k′ − warmupᵢ)/
/// (stepsᵢ − warmupᵢ). Loshchilov & Hutter 2017, arXiv:1608.03983; Optax's `sgdr_schedule`. The
/// last number of a list is that of all further periods.
public struct SGDR: ScheduleCurve, Described {
  public static let name = "sgdr"
  public static let summary =
    "Periods of a warm-up and half a cosine wave each, with numbers of their own."
  public static let formula = """
    fₖ = initialᵢ + (peakᵢ − initialᵢ)·k′/warmupᵢ                k′ < warmupᵢ
    fₖ = finalᵢ + (peakᵢ − finalᵢ)·((1 + cos πp)/2)^exponent     from there on
    """
  public static let source = "Loshchilov & Hutter 2017, arXiv:1608.03983; Optax's sgdr_schedule"
  public static let hyperparameters = [
    Hyperparameter<Self>("steps", \.steps, .count(atLeast: 1), "steps of each period: 15/30"),
    Hyperparameter("warmup", \.warmup, .count(atLeast: 0), "steps of each warm-up"),
    Hyperparameter("initial", \.initial, .atLeast(0), "the factor at the start of each"),
    Hyperparameter("peak", \.peak, .atLeast(0), "the factor after each warm-up"),
    Hyperparameter("final", \.final, .atLeast(0), "the factor at the end of each"),
    Hyperparameter("exponent", \.exponent, .above(0), "above 1 it falls earlier"),
  ]

  /// The steps of each period, those of the warm-up among them.
  public var steps: [Double] = [1000]
  /// The steps of each warm-up.
  public var warmup: [Double] = [0]
  /// The factor at the start of each period, after its warm-up, and at its end.
  public var initial: [Double] = [0], peak: [Double] = [1], final: [Double] = [0]
  /// The exponent of the wave.
  public var exponent = 1.0

  public init() {}

  public func factor(at step: Int) -> Double {
    var (rest, period) = (Double(step), 0)
    while period + 1 < steps.count, rest >= steps[period] {
      (rest, period) = (rest - steps[period], period + 1)
    }
    func own(_ list: [Double]) -> Double { list[min(period, list.count - 1)] }
    let (warmup, peak, final) = (own(warmup), own(peak), own(final))
    if rest < warmup {
      return Transition.linear.value(rest / warmup, from: own(initial), to: peak)
    }
    let part = min((rest - warmup) / max(own(steps) - warmup, 1), 1)
    return final + (peak - final) * pow((1 + cos(.pi * part)) / 2, exponent)
  }
}
