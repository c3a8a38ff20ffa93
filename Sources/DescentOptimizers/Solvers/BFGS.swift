public import DescentCore

/// BFGS: quasi-Newton directions from an approximation of the inverse Hessian, a whole matrix.
///
/// Nocedal & Wright 2006, "Numerical Optimization", Algorithm 6.1: H₀ is scaled by (6.20) before the
/// first update. A step without enough curvature yᵀs is left out, or, damped, y is drawn toward B·s
/// (Procedure 18.2). Memory for n² numbers.
public struct BFGS: LineSearching {
  public static let name = "bfgs"
  public static let summary =
    "Quasi-Newton directions from an approximation of the whole inverse Hessian, and a line search."
  public static let formula = """
    dₖ = −Hₖ·gₖ           xₖ₊₁ = xₖ + αₖ·dₖ     αₖ by a line search, 1 tried first
    Hₖ₊₁ = (I − ρ·s·yᵀ)·Hₖ·(I − ρ·y·sᵀ) + ρ·s·sᵀ     ρ = 1/yᵀs, s = xₖ₊₁ − xₖ, y = gₖ₊₁ − gₖ
    H₀ = I, times sᵀy/yᵀy before the first update
    """
  public static let source =
    "Broyden, Fletcher, Goldfarb, Shanno 1970; Nocedal & Wright 2006, Algorithm 6.1, (6.20); Powell 1978, damping"
  public static var hyperparameters: [Hyperparameter<Self>] {
    [
      Hyperparameter("update", \.update, "what is done with a step of too little curvature"),
      Hyperparameter(
        "least-curvature", \.leastCurvature, .within(0..<1),
        "the y's that is too little: over |s||y| where skipped, over s'Bs where damped"),
      Hyperparameter("scaling", \.isScaled, "whether the first matrix is scaled by s'y/y'y"),
    ] + searchHyperparameters
  }

  /// What is done with a step that has too little curvature for a positive definite matrix.
  public enum Update: String, SettingChoice {
    /// It is left out.
    case skipped
    /// Its y is drawn toward B·s.
    case damped
  }

  /// What is done with a step of too little curvature.
  public var update = Update.skipped
  /// The curvature that is too little: of yᵀs/(‖s‖·‖y‖) where skipped, of yᵀs/sᵀBs where damped;
  /// nil for 1e-10 and 0.2.
  public var leastCurvature: Double?
  /// Whether H₀ is scaled.
  public var isScaled = true
  /// How far to go along a direction.
  public var search = StepPolicy()

  /// A point, and the approximation of the inverse Hessian there.
  public struct State: SolverState {
    public var iterate: Iterate
    var inverse: InverseHessian
    var watch = RoundingWatch()
    var last: LastStep?
  }

  public init() {}

  public var methodName: String { Self.name }

  public func initialState(at point: NDArray, _ oracle: inout Oracle) -> State {
    State(
      iterate: Iterate(at: point, step: 0, learningRate: search.length, &oracle),
      inverse: InverseHessian(order: point.count))
  }

  public func step(_ state: inout State, _ oracle: inout Oracle) -> Outcome? {
    let gradient = state.iterate.gradient.doubles
    var inverse = state.inverse
    var line = Line(from: state.iterate, along: direction(gradient, inverse))
    var trial: Trial?
    if line.slope < 0 { trial = search.search(&line, after: state.last, &oracle) }
    var failed: Line?
    if trial == nil, !inverse.isFresh {
      failed = line
      inverse = InverseHessian(order: gradient.count)
      line = Line(from: state.iterate, along: direction(gradient, inverse))
      trial = search.search(&line, after: nil, &oracle)
    }
    guard let trial else { return line.failure(after: failed) }
    var watch = state.watch
    if watch.isOver(after: trial, on: line) { return line.roundingReached(at: trial.length) }
    let s = difference(trial.iterate.point, state.iterate.point)
    let y = difference(trial.iterate.gradient, state.iterate.gradient)
    learn(s, y, curvature: -trial.length * trial.length * line.slope, gradient, trial, &inverse)
    state = State(
      iterate: trial.iterate, inverse: inverse, watch: watch, last: LastStep(trial, on: line))
    return nil
  }

  /// −H·g; no longer than 1 while nothing is known of H.
  private func direction(_ g: [Double], _ inverse: InverseHessian) -> [Double] {
    var d = inverse.product(with: g)
    multiply(&d, by: inverse.isFresh && isScaled ? -min(1, 1 / norm(g)) : -1)
    return d
  }

  /// Updates the matrix by a step.
  ///
  /// - Parameter curvature: sᵀBs, where B is the inverse of the matrix so far: as s = −α·H·g, this is
  ///   −α²·dᵀg, and B·s is −α·g.
  private func learn(
    _ s: [Double], _ y: [Double], curvature: Double, _ gradient: [Double], _ trial: Trial,
    _ inverse: inout InverseHessian
  ) {
    let product = dot(s, y)
    if inverse.isFresh {
      guard product > (leastCurvature ?? 1e-10) * norm(s) * norm(y) else { return }
      if isScaled { inverse.scale(to: product / dot(y, y)) }
      return inverse.update(s: s, y: y)
    }
    switch update {
    case .skipped:
      guard product > (leastCurvature ?? 1e-10) * norm(s) * norm(y) else { return }
      inverse.update(s: s, y: y)
    case .damped:
      let least = leastCurvature ?? 0.2
      var r = y
      if product < least * curvature {
        let theta = (1 - least) * curvature / (curvature - product)
        multiply(&r, by: theta)
        accumulate(-(1 - theta) * trial.length, gradient, into: &r)
      }
      guard dot(s, r) > 1e-10 * norm(s) * norm(r) else { return }
      inverse.update(s: s, y: r)
    }
  }
}
