public import DescentCore

/// Grams: the update says how far, the gradient in which direction.
///
/// Cao, Li & Song 2024, arXiv:2412.17107, algorithm 1. Decoupled decay is no part of u.
public struct Grams: Wrapper {
  public static let name = "grams"
  public static let summary = "Moves as far as the update says, against the gradient's sign."
  public static let formula = """
    u = p − update(p, g)
    p ← p − sign(g)·|u|
    """
  public static let source = "Cao, Li & Song 2024, arXiv:2412.17107, algorithm 1"

  public init() {}

  public func update(_ step: Step, state s: inout RuleState, inner: inout Inner) -> Tensor {
    inner.update(step) { u in sign(step.g) * abs(u) }
  }
}
