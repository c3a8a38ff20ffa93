public import DescentCore

/// Cautious masking: only those elements of the update move that go down along the gradient.
///
/// Liang, Chen, Liu & Liu 2024, arXiv:2411.16085, algorithm 1, with the scaling of the authors'
/// code. Decoupled decay is no part of u.
public struct Cautious: Wrapper {
  public static let name = "cautious"
  public static let summary = "Moves only where the update agrees with the gradient."
  public static let formula = """
    u = p − update(p, g)
    p ← p − u·m/max(mean(m), 0.001)     m = 1 where u·g > 0, else 0; mean by parameter
    """
  public static let source = "Liang, Chen, Liu & Liu 2024, arXiv:2411.16085, algorithm 1"

  public init() {}

  public func update(_ step: Step, state s: inout RuleState, inner: inout Inner) -> Tensor {
    inner.update(step) { u in
      step.layout.map(u, step.g) { x in
        let agrees = (x[0] * x[1] .> 0).cast(to: x[0].dtype)
        return x[0] * agrees / max(agrees.mean(), 1e-3)
      }
    }
  }
}

extension Inner {
  /// The parameters after a step whose update, but for decoupled decay, is what `change` makes of
  /// it.
  mutating func update(_ step: Step, changing change: (Tensor) -> Tensor) -> Tensor {
    let p = update(step)
    guard let decay = decay(in: step) else { return step.p - change(step.p - p) }
    return step.p - change(step.p - p - decay) - decay
  }
}
