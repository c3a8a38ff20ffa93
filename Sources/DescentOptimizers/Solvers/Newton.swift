public import DescentCore

/// Newton's method: steps to where the second-order model of the function has its minimum.
///
/// Nocedal & Wright 2006, "Numerical Optimization": line-search Newton with modification
/// (Algorithm 3.2), Cholesky with an added multiple of the identity (Algorithm 3.3, τ doubled),
/// backtracking (Algorithm 3.1). The Hessian is exact; each costs as much as n products with a
/// vector and memory for n² numbers, so this is a method for few variables.
public struct Newton: Solver, Described {
  public static let name = "newton"
  public static let summary =
    "Steps to the minimum of the second-order model; for few variables."
  public static let formula = """
    (Hₖ + τₖ·I)·dₖ = −gₖ        τₖ ≥ 0, large enough for a positive definite matrix
    xₖ₊₁ = xₖ + αₖ·dₖ           αₖ = 1, ρ, ρ², … until the value falls enough
    """
  public static let source =
    "Nocedal & Wright 2006, Numerical Optimization, Algorithms 3.1 to 3.3"
  public static let hyperparameters = [
    Hyperparameter<Self>("shift", \.shift, .above(0), "β, the least τ that is added"),
    Hyperparameter(
      "armijo", \.search.sufficientDecrease, .above(0, through: 0.5),
      "c, the part of the predicted fall that a step must bring"),
    Hyperparameter(
      "contraction", \.search.contraction, .within(0.01..<1), "ρ, what a step too long is cut by"),
  ]

  /// β.
  public var shift = 1e-3
  /// How far to go along a direction.
  public var search = Backtracking()

  /// A point, and whether the steps to it were more than rounding.
  public struct State: SolverState {
    public var iterate: Iterate
    var watch = RoundingWatch()
  }

  public init() {}

  public var methodName: String { Self.name }

  public func initialState(at point: NDArray, _ oracle: inout Oracle) -> State {
    State(iterate: Iterate(at: point, step: 0, learningRate: 1, &oracle))
  }

  public func step(_ state: inout State, _ oracle: inout Oracle) -> Outcome? {
    let hessian = oracle.hessian(at: state.iterate.point).doubles
    let model = DenseQuadratic(
      gradient: state.iterate.gradient.doubles, hessian: hessian,
      scale: [Double](repeating: 1, count: state.iterate.point.count))
    guard let direction = model.modifiedNewtonStep(leastShift: shift)?.p else {
      return .stalled(
        "the Hessian at step \(state.iterate.step) is not finite, so that there is no direction")
    }
    var line = Line(from: state.iterate, along: direction)
    // Values say nothing any more: the whole step counts if it makes the gradient clearly shorter.
    if line.isWithinRounding(at: 1) {
      let whole = line.trial(at: 1, &oracle)
      guard whole.value.isFinite, whole.iterate.gradientNorm < 0.9 * state.iterate.gradientNorm
      else {
        return objection(toMinimumAt: state, hessian) ?? line.roundingReached(at: 1)
      }
      state.iterate = whole.iterate
      return nil
    }
    guard let trial = search.search(&line, from: 1, &oracle) else { return line.failure }
    var watch = state.watch
    if watch.isOver(after: trial, on: line) { return line.roundingReached(at: trial.length) }
    state = State(iterate: trial.iterate, watch: watch)
    return nil
  }

  public func check(_ objective: Objective, steps: Int) throws(DescentError) {
    try checkMatrix(of: objective, advice: "give --optimizer newton-cg")
  }

  /// A point without slope is no minimum where the function curves downward.
  public func objection(toMinimumAt state: State, _ oracle: inout Oracle) -> Outcome? {
    objection(toMinimumAt: state, oracle.hessian(at: state.iterate.point).doubles)
  }

  private func objection(toMinimumAt state: State, _ hessian: [Double]) -> Outcome? {
    // At a kink, such as that of |x|^1.5 at 0, curvature tells nothing.
    guard hessian.allSatisfy(\.isFinite) else { return nil }
    // Curvature this much smaller than the largest may be rounding.
    let slack = 1e-7 * largest(hessian) + .leastNormalMagnitude
    let n = state.iterate.point.count
    var shifted = hessian
    for k in 0..<n { shifted[k * n + k] += slack }
    let isMinimum = CholeskyFactor(clearlyDefinite: shifted, order: n) != nil
    return isMinimum ? nil : .saddlePoint(at: state.iterate)
  }
}
