public import DescentCore

/// Only the largest elements of the gradient, the others being kept for later.
///
/// Stich, Cordonnier & Jaggi 2018, arXiv:1809.07599, algorithm 1, of the gradient and not of the
/// step. Of equal elements all or none are taken. A step passes about 60 times over the gradient.
public struct TopK: GradientWrapper {
  public static let name = "top-k"
  public static let summary = "Only the largest elements of the gradient, the others later."
  public static let formula = """
    a = g + e                 e₀ = 0
    gᵢ ← aᵢ                   where |aᵢ| is among the k largest of n, else 0; k = share·n
    e ← a − g
    """
  public static let source = "Stich, Cordonnier & Jaggi 2018, arXiv:1809.07599, algorithm 1"
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
    step.compress(feedback: hasFeedback, &s) { a in
      select(isAmongLargest(share: share, of: abs(a)), a, 0)
    }
  }
}

/// Whether each score, a number of at least 0, is among the largest: `share` of them, one at least,
/// and those that equal the smallest of these.
func isAmongLargest(share: Double, of scores: Tensor) -> Tensor {
  let wide = scores.cast(to: .float64)
  let count = max((share * Double(scores.shape.count)).rounded(), 1)
  // Halving finds the smallest of the largest in time that does not depend on their number.
  var high = wide.max()
  var low = Tensor.zeros(like: high)
  for _ in 0..<60 {
    let middle = (low + high) / 2
    let isEnough = (wide .>= middle).cast(to: .float64).sum() .>= count
    (low, high) = (select(isEnough, middle, low), select(isEnough, high, middle))
  }
  return wide .>= low
}
