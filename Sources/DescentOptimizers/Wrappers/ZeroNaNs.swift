import DescentCore

/// Puts zeros in the place of those elements of the gradient that are not numbers.
///
/// Optax's `zero_nans`: infinite elements stay.
public struct ZeroNaNs: GradientWrapper {
  public static let name = "zero-nans"
  public static let summary = "Puts zeros in the place of NaN in the gradient."
  public static let formula = "gᵢ ← 0     where gᵢ is NaN"
  public static let source = "Optax's zero_nans"

  public init() {}

  public func change(_ step: inout Step, state s: inout RuleState) {
    step.g = select(step.g .!= step.g, 0, step.g)
  }
}
