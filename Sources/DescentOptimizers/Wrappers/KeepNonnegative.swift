public import DescentCore

/// Keeps the parameters from becoming negative.
///
/// The projected gradient method for p ≥ 0, Goldstein 1964; Optax's `keep_params_nonnegative`.
public struct KeepNonnegative: Wrapper {
  public static let name = "keep-nonnegative"
  public static let summary = "Keeps the parameters from becoming negative."
  public static let formula = "p ← max(update(p, g), 0)"
  public static let source =
    "Goldstein 1964, doi:10.1090/S0002-9904-1964-11178-2; Optax's keep_params_nonnegative"

  public init() {}

  public func update(_ step: Step, state s: inout RuleState, inner: inout Inner) -> Tensor {
    let p = inner.update(step)
    return select(p .< 0, 0, p)
  }
}
