public import DescentCore

/// A few random elements of the gradient.
///
/// Wangni, Wang, Liu & Zhang 2018, arXiv:1710.09854, section 2.1, with equal probabilities: without
/// bias. With feedback: Stich, Cordonnier & Jaggi 2018, arXiv:1809.07599, algorithm 1.
public struct RandomK: GradientWrapper {
  public static let name = "random-k"
  public static let summary = "A few random elements of the gradient."
  public static let formula = """
    gᵢ ← (n/k)·gᵢ                       for k of n elements, drawn anew each step, else 0
    a = g + e,  gᵢ ← aᵢ,  e ← a − g     with feedback, of the same elements; e₀ = 0
    """
  public static let source =
    "Wangni et al. 2018, arXiv:1710.09854; Stich et al. 2018, arXiv:1809.07599"
  public static let hyperparameters = [
    Hyperparameter<Self>("share", \.share, .above(0, through: 1), "k/n, what is taken"),
    Hyperparameter("feedback", \.hasFeedback, "whether what is left is added to the next"),
  ]

  /// k/n.
  public var share = 0.1
  /// Whether what is left is added to the next gradient.
  public var hasFeedback = true

  public init() {}

  public func initialState(for p: Tensor) -> RuleState {
    hasFeedback ? ["e": .zeros(like: p)] : [:]
  }

  public func change(_ step: inout Step, state s: inout RuleState) {
    let scores = step.random.uniform(like: step.g.cast(to: .float64))
    step.compress(feedback: hasFeedback, &s) { a in
      let isTaken = isAmongLargest(share: share, of: scores)
      let n = Double(a.shape.count)
      let k = max((share * n).rounded(), 1)
      return select(isTaken, hasFeedback ? a : n / k * a, 0)
    }
  }
}
