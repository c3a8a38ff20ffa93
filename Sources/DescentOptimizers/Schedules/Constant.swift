/// The same rate at every step.
///
///     fₖ = 1     k = 0, 1, …
public struct Constant: ScheduleCurve, Configurable {
  public static let name = "constant"

  public init() {}

  public func factor(at step: Int) -> Double { 1 }
}
