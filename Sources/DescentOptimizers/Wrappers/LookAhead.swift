public import DescentCore

/// Look-ahead: k steps forward, one back toward where they began.
///
/// Zhang, Lucas, Hinton & Ba 2019, arXiv:1907.08610, algorithm 1; Optax's `lookahead` and
/// pytorch_optimizer's `Lookahead` without pullback. `reset` lets what is inside begin anew each
/// time.
public struct LookAhead: Wrapper {
  public static let name = "look-ahead"
  public static let summary = "k steps forward, one back toward where they began."
  public static let formula =
    "φ ← φ + α·(p − φ),  p ← φ     after every k-th step, φ₀ = p₀; evaluated at φ"
  public static let source = "Zhang, Lucas, Hinton & Ba 2019, arXiv:1907.08610, algorithm 1"
  public static let hyperparameters = [
    Hyperparameter<Self>("every", \.every, .count(atLeast: 1), "k, the fast steps"),
    Hyperparameter("slow-step", \.slowStep, .within(0...1), "α, how far φ follows"),
    Hyperparameter("reset", \.resets, "whether what is inside forgets all after k steps"),
  ]

  /// k and α.
  public var (every, slowStep) = (5.0, 0.5)
  /// Whether what is inside forgets all after k steps.
  public var resets = false

  public init() {}

  public func initialState(for p: Tensor) -> RuleState {
    resets ? ["slow": p, "t": Tensor(0)] : ["slow": p]
  }

  public func update(_ step: Step, state s: inout RuleState, inner: inout Inner) -> Tensor {
    var fast = step
    if resets {
      fast.t -= s.t
      fast.number = step.number.restarted(every: every.wholeSteps)
    }
    let p = inner.update(fast)
    guard step.number.isMultiple(of: every.wholeSteps) else { return p }
    s.slow = s.slow + slowStep * (p - s.slow)
    if resets {
      s.t = step.t
      inner.reset(at: s.slow, step.layout)
    }
    return s.slow
  }

  public func evaluationPoint(at p: Tensor, inner: Tensor, state s: RuleState) -> Tensor {
    inner.node === p.node ? s.slow : inner
  }
}
