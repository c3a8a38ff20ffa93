import Foundation

/// A rate that falls as a power of time.
///
/// Between 1/√t (power ½) and 1/t (power 1), where averaged iterates are asymptotically optimal
/// (Polyak & Juditsky 1992, doi:10.1137/0330046). scikit-learn's `invscaling` with power_t = power
/// and shift = 1.
public struct PowerLaw: ScheduleCurve, Described {
  public static let name = "power-law"
  public static let summary = "A rate that falls as a power of time."
  public static let formula = "fₖ = (1 + k/shift)^(−power)     k = 0, 1, …"
  public static let source =
    "Polyak & Juditsky 1992, doi:10.1137/0330046; scikit-learn's invscaling"
  public static let hyperparameters = [
    Hyperparameter<Self>("power", \.power, .atLeast(0), "how fast it falls"),
    Hyperparameter("shift", \.shift, .above(0), "steps that count as taken before"),
  ]

  /// How fast the rate falls.
  public var power = 0.75
  /// The steps that count as taken before.
  public var shift = 1.0

  public init() {}

  public func factor(at step: Int) -> Double { pow(1 + Double(step) / shift, -power) }
}
