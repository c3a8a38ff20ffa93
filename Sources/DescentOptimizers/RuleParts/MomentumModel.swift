import DescentCore

/// The model of the function that MoMo's steps minimize, and its lower bound.
///
///     l(x) = max(f̄ + ⟨d, x⟩ − γ, c·l*)
///
/// f̄, d and γ are running means of values, gradients and ⟨g, p⟩; c is 1 where they are not biased
/// towards 0. Schaipp et al. 2024, arXiv:2305.07583, equations 11 and 18, and for the lower bound
/// section 3.3.
public struct MomentumModel: Sendable {
  /// Where l* begins, and below which it never is.
  public var lowerBound = 0.0
  /// Whether l* follows the values.
  public var adaptsBound = false
  /// λ.
  public var weightDecay: Coefficient = 0.0

  /// What MoMo's rules remember beside their means.
  var initialState: RuleState {
    ["f": Tensor(0), "gamma": Tensor(0), "bound": Tensor(lowerBound)]
  }

  /// The parameters after a step along `d`/`scale`.
  func update(
    _ step: Step, along d: Tensor, over scale: Tensor, bias c: Tensor, state s: inout RuleState
  ) -> Tensor {
    let u = d / scale
    let (size, product) = ((d * u).sum(), (d * step.p).sum())
    let shrink = 1 + step.learningRate * weightDecay
    let gap = shrink * (s.f - s.gamma) + product
    var bound = s.bound
    if adaptsBound {
      let lowered = max(gap / (2 * c * shrink), lowerBound)
      bound = select(gap .< shrink * c * bound, lowered, bound)
    }
    let needed = max(gap - shrink * c * bound, 0) / size
    let tau = min(step.learningRate / c, select(size .> 0, needed, 0))
    if adaptsBound {
      s.bound = max((s.f + product - s.gamma - 0.5 * tau * size) / c, lowerBound)
    }
    return step.p - step.learningRate * weightDecay / shrink * step.decayed - tau * u
  }
}
