public import DescentCore

/// A wrapper that changes gradients and nothing else: in the same way every one that a rule takes.
///
///     func change(_ step: inout Step, state s: inout RuleState) {
///       step.g = clamp(step.g, -bound, bound)
///     }
///
/// Random numbers are the same for all gradients of a step, and what is remembered is what the
/// first of them leaves.
public protocol GradientWrapper: Wrapper {
  /// Changes `step.g`, a gradient at `step.p`.
  func change(_ step: inout Step, state s: inout RuleState)
}

extension GradientWrapper {
  public func update(_ step: Step, state s: inout RuleState, inner: inout Inner) -> Tensor {
    let before = s
    var changed = step
    change(&changed, state: &s)
    changed.probe = step.probe?.changingGradients(at: step.p) { g, p in
      var (other, memory) = (step, before)
      (other.g, other.p) = (g, p)
      change(&other, state: &memory)
      return other.g
    }
    return inner.update(changed)
  }
}
