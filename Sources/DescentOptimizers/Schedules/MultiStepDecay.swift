public import DescentCore
import Foundation

/// A rate that falls by a factor at each of some steps.
///
/// PyTorch's `MultiStepLR`: a milestone that is listed twice counts twice.
public struct MultiStepDecay: ScheduleCurve, Described {
  public static let name = "multi-step"
  public static let summary = "A rate that falls by a factor at each of some steps."
  public static let formula = "fₖ = factor^(number of milestones ≤ k)     k = 0, 1, …"
  public static let source = "PyTorch's MultiStepLR"
  public static let hyperparameters = [
    Hyperparameter<Self>(
      "milestones", \.milestones, .count(atLeast: 0), "the steps at which it falls, such as 30/80"),
    Hyperparameter("factor", \.factor, .above(0), "what multiplies the rate at each of them"),
  ]

  /// The steps at which the rate falls.
  public var milestones: [Double] = []
  /// What multiplies it at each of them.
  public var factor = 0.1

  public init() {}

  public func factor(at step: Int) -> Double {
    pow(factor, Double(milestones.count { $0 <= Double(step) }))
  }

  public func check() throws(DescentError) {
    if milestones.isEmpty {
      throw DescentError("milestones of multi-step", expected: "at least one step", found: "none")
    }
  }
}
