public import DescentCore

/// The simplex method of Nelder and Mead: values only, no derivatives.
///
/// As Lagarias, Reeds, Wright & Wright 1998 state it, SIAM J. Optim. 9, 112-147, their order of
/// vertices included; with the coefficients of Gao & Han 2012, Comput. Optim. Appl. 51, 259-277,
/// (4.1), where these are asked for: for more than two variables the usual ones shrink the simplex
/// too soon. Within bounds every vertex is projected. A gradient is computed once, at the
/// end, for the report. For few variables, and functions without useful derivatives.
public struct NelderMead: Solver, Described {
  public static let name = "nelder-mead"
  public static let summary =
    "A simplex that moves away from its worst vertex; needs no derivatives, for few variables."
  public static let formula = """
    x̄ = mean of all vertices but the worst, xₙ₊₁; the worst becomes the best of
    x̄ + ρ·(x̄ − xₙ₊₁), x̄ + ρ·χ·(x̄ − xₙ₊₁), x̄ ± γ·(x̄ − xₙ₊₁) that will do, else all xᵢ ← x₁ + σ·(xᵢ − x₁)
    ρ = 1, χ = 2, γ = ½, σ = ½, or adaptive χ = 1 + 2/n, γ = ¾ − 1/(2·n), σ = 1 − 1/n
    """
  public static let source =
    "Nelder & Mead 1965, Comput. J. 7, 308-313; Lagarias et al. 1998; Gao & Han 2012"
  public static let hyperparameters = [
    Hyperparameter<Self>(
      "adaptive", \.isAdaptive, "whether the coefficients follow the number of variables"),
    Hyperparameter(
      "edge", \.edge, .above(0), "the first edges, over the variable, or over the largest where 0"),
    Hyperparameter(
      "size", \.size, .atLeast(0), "the largest edge, over the largest variable or 1, to stop at"),
    Hyperparameter(
      "spread", \.spread, .atLeast(0),
      "the largest difference of values, over the value or 1, to stop at"),
    Hyperparameter(
      "restarts", \.restarts, .count(atLeast: 0),
      "how often it starts anew from what it has found, to see whether that holds"),
  ]

  /// Whether the coefficients follow the number of variables.
  public var isAdaptive = false
  /// The first edge of a variable over its value; over the largest where that is 0, 1 if all are 0.
  public var edge = 0.05
  /// The largest edge, over max(1, ‖x‖∞), below which the search ends.
  public var size = 1e-8
  /// The largest difference of values, over max(1, |f|), below which the search ends.
  public var spread = 1e-12
  /// How often a simplex is built anew around what was found, as long as that finds better.
  public var restarts = 3.0

  /// The best vertex, without a gradient, and the others.
  public struct State: SolverState {
    public var iterate: Iterate
    var simplex: Simplex
    var restartsLeft: Int
    /// The value at the last restart.
    var valueBefore = Double.infinity
  }

  public init() {}

  public var methodName: String { Self.name }
  public var respectsBounds: Bool { true }
  public var needsGradients: Bool { false }

  public func initialState(at point: NDArray, _ oracle: inout Oracle) -> State {
    var simplex = Simplex(around: point, edge: edge, &oracle)
    simplex.sort()
    return State(
      iterate: simplex.iterate(step: 0), simplex: simplex, restartsLeft: Int(restarts))
  }

  public func step(_ state: inout State, _ oracle: inout Oracle) -> Outcome? {
    if let outcome = end(&state, &oracle) { return outcome }
    state.simplex.move(SimplexCoefficients(count: state.iterate.point.count, isAdaptive), &oracle)
    state.iterate = state.simplex.iterate(step: state.iterate.step + 1)
    return nil
  }

  /// Why it ends, unless it starts anew.
  private func end(_ state: inout State, _ oracle: inout Oracle) -> Outcome? {
    let (edge, spread) = (state.simplex.largestEdge, state.simplex.spread)
    guard edge <= max(size, 0x1p-52), spread <= self.spread || edge <= 0x1p-50 else { return nil }
    let best = state.simplex.best
    let better = self.spread * max(1, abs(best.value))
    if state.restartsLeft > 0, best.value < state.valueBefore - better {
      state.restartsLeft -= 1
      state.valueBefore = best.value
      let point = NDArray(best.point).converted(to: state.iterate.point.dtype)
      state.simplex = Simplex(around: point, edge: self.edge, value: best.value, &oracle)
      state.simplex.sort()
      return nil
    }
    return .converged(
      "simplex of size \(edge.threeDigits), with values within \(spread.threeDigits)")
  }
}
