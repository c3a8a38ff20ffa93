public import DescentCore

/// Gradient descent with lengths from the curvature along the last step, and values that need not
/// fall at every step.
///
/// The global Barzilai–Borwein method of Raydan 1997, with the non-monotone condition of Grippo,
/// Lampariello & Lucidi 1986; within bounds the spectral projected gradient method of Birgin,
/// Martínez & Raydan 2000 (SPG2), which is the same where no bound is met. The first length moves no
/// variable by more than 1.
public struct BarzilaiBorwein: Solver, Described {
  public static let name = "barzilai-borwein"
  public static let summary =
    "Gradient descent with lengths from the curvature along the last step; values may rise a while."
  public static let formula = """
    xₖ₊₁ = xₖ + λₖ·(P(xₖ − αₖ·gₖ) − xₖ)     P onto the bounds, λₖ = 1 or less until
    f(xₖ₊₁) ≤ max(fₖ, …, fₖ₋ₘ₊₁) + c·λₖ·gₖᵀdₖ
    αₖ = sᵀs/sᵀy (bb1) or sᵀy/yᵀy (bb2)     s = xₖ − xₖ₋₁, y = gₖ − gₖ₋₁
    """
  public static let source =
    "Barzilai & Borwein 1988; Raydan 1997, SIAM J. Optim. 7; Birgin, Martínez & Raydan 2000"
  public static let hyperparameters = [
    Hyperparameter<Self>("formula", \.rule, "the length: which quotient, or which when"),
    Hyperparameter(
      "threshold", \.threshold, .within(0...1), "the bb2/bb1 below which adaptive takes bb2"),
    Hyperparameter("memory", \.memory, .count(atLeast: 1), "M, how many values are looked back at"),
    Hyperparameter(
      "armijo", \.armijo, .above(0, through: 0.5),
      "c, the part of the predicted fall that a step must bring"),
    Hyperparameter("shortest", \.shortest, .above(0), "the least αₖ"),
    Hyperparameter("longest", \.longest, .above(0), "the largest αₖ"),
  ]

  /// Lengths.
  public enum Rule: String, SettingChoice {
    /// sᵀs/sᵀy, the longer one.
    case long = "bb1"
    /// sᵀy/yᵀy, the shorter one.
    case short = "bb2"
    /// One after the other: Dai & Fletcher 2005.
    case alternating
    /// The shorter one where it is much shorter: Zhou, Gao & Dai 2006.
    case adaptive
  }

  /// Which length.
  public var rule = Rule.adaptive
  /// What is much shorter.
  public var threshold = 0.5
  /// M.
  public var memory = 10.0
  /// c.
  public var armijo = 1e-4
  /// The least α.
  public var shortest = 1e-30
  /// The largest α.
  public var longest = 1e30

  /// A point, the length of the next step and the last values.
  public struct State: SolverState {
    public var iterate: Iterate
    var length: Double
    var recent: [Double]
    var watch = RoundingWatch(patience: 100)
  }

  public init() {}

  public var methodName: String { Self.name }
  public var respectsBounds: Bool { true }

  public func initialState(at point: NDArray, _ oracle: inout Oracle) -> State {
    let iterate = Iterate(at: point, step: 0, learningRate: 1, &oracle)
    let slope = largest(iterate.gradient.doubles)
    return State(
      iterate: iterate, length: slope > 0 ? clamped(1 / slope) : 1, recent: [iterate.value])
  }

  public func step(_ state: inout State, _ oracle: inout Oracle) -> Outcome? {
    let (x, g) = (state.iterate.point.doubles, state.iterate.gradient.doubles)
    let bounds = oracle.objective.bounds
    var line = Line(
      from: state.iterate, along: direction(x, g, state.length, bounds), within: bounds)
    let reference = state.recent.max() ?? state.iterate.value
    let search = NonmonotoneSearch(reference: reference, armijo: armijo)
    guard line.slope < 0, let trial = search.search(&line, from: 1, &oracle) else {
      return line.failure
    }
    var watch = state.watch
    if watch.isOver(after: trial, on: line) { return line.roundingReached(at: trial.length) }
    let s = difference(trial.iterate.point, state.iterate.point)
    let y = difference(trial.iterate.gradient, state.iterate.gradient)
    let next = nextLength(s, y, trial.iterate)
    var iterate = trial.iterate
    iterate.learningRate = trial.length * state.length
    state = State(
      iterate: iterate, length: next,
      recent: (state.recent + [trial.value]).suffix(Int(memory)), watch: watch)
    return nil
  }

  private func direction(
    _ x: [Double], _ g: [Double], _ length: Double, _ bounds: Bounds?
  ) -> [Double] {
    var d = g
    multiply(&d, by: -length)
    guard let bounds else { return d }
    for k in d.indices { d[k] = bounds.clamped(x[k] + d[k], k) - x[k] }
    return d
  }

  /// α for the step after one of s and y; after one without curvature, as in Raydan's paper, what
  /// makes a step of length 1, within limits.
  private func nextLength(_ s: [Double], _ y: [Double], _ iterate: Iterate) -> Double {
    let (ss, sy, yy) = (dot(s, s), dot(s, y), dot(y, y))
    guard sy > 0 else { return clamped(min(max(1 / iterate.gradientNorm, 1), 1e5)) }
    let (long, short) = (ss / sy, sy / yy)
    switch rule {
    case .long: return clamped(long)
    case .short: return clamped(short)
    case .alternating: return clamped(iterate.step.isMultiple(of: 2) ? long : short)
    case .adaptive: return clamped(short < threshold * long ? short : long)
    }
  }

  private func clamped(_ length: Double) -> Double { min(max(length, shortest), longest) }
}
