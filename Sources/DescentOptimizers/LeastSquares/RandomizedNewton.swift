public import DescentCore

/// A Gauss-Newton method whose curvature comes from a random part or mixture of the residuals.
///
///     (RᵀR + τ·D²)·d = −g     R: few rows drawn from the m rows of J, E[RᵀR] = JᵀJ
///     x ← x + α·d             α = 1, ½, ¼, … until the value falls enough
///
/// Value and gradient are exact; only the curvature is drawn, anew in every step.
public protocol RandomizedNewton: Solver, Described where State == RandomizedNewtonState {
  /// What all of these methods have.
  var settings: RandomizedNewtonSettings { get set }

  /// R: `count` rows for an m×n Jacobian.
  func rows(
    _ count: Int, of jacobian: [Double], columns: Int, _ random: inout RandomSource
  ) -> [Double]
}

/// What the randomized Gauss-Newton methods have in common.
public struct RandomizedNewtonSettings: Sendable, Hashable {
  /// The ways to solve for a direction.
  public enum System: String, SettingChoice {
    /// By Cholesky factorization.
    case cholesky
    /// By conjugate gradients.
    case cg
  }

  /// Rows of R; nil for 10·n, or a tenth of the residuals if that is more.
  public var rows: Double?
  /// τ.
  public var damping = 1e-8
  /// How a direction is solved for.
  public var system = System.cholesky
  /// ‖(RᵀR + τ·D²)·d + g‖/‖g‖ at which conjugate gradients end.
  public var forcing = 1e-4
  /// Where the random numbers start.
  public var seed = 1.0
  /// How far to go along a direction.
  public var search = Backtracking(approximate: 1e-6)

  /// The defaults.
  public init() {}
}

/// A point, and the random numbers to come.
public struct RandomizedNewtonState: SolverState {
  public var iterate: Iterate
  var model: LinearizedResiduals
  var random: RandomSource
  var watch = RoundingWatch()
}

extension RandomizedNewton {
  static var commonHyperparameters: [Hyperparameter<Self>] {
    [
      Hyperparameter(
        "rows", \Self.settings.rows, .count(atLeast: 1),
        "rows that curvature is taken from; none for 10n or m/10"),
      Hyperparameter(
        "damping", \.settings.damping, .atLeast(0), "τ, over the squares of the columns"),
      Hyperparameter("system", \.settings.system, "how the direction is solved for"),
      Hyperparameter(
        "forcing", \.settings.forcing, .above(0, through: 0.9), "the residual left of that (cg)"),
      Hyperparameter("seed", \.settings.seed, .count(atLeast: 0), "where random numbers start"),
      Hyperparameter(
        "armijo", \.settings.search.sufficientDecrease, .above(0, through: 0.5),
        "c, the part of the predicted fall that a step must bring"),
      Hyperparameter(
        "contraction", \.settings.search.contraction, .within(0.01..<1),
        "what a step too long is cut by"),
    ]
  }

  public var methodName: String { Self.name }
  public var needsResiduals: Bool { true }

  public func initialState(at point: NDArray, _ oracle: inout Oracle) -> State {
    let model = LinearizedResiduals(at: point, &oracle)
    return State(
      iterate: model.iterate(at: point, step: 0, length: 0, oracle.objective), model: model,
      random: RandomSource(seed: UInt64(settings.seed)))
  }

  public func step(_ state: inout State, _ oracle: inout Oracle) -> Outcome? {
    let (model, n) = (state.model, state.model.columns)
    guard model.jacobian.allSatisfy(\.isFinite) else {
      return .stalled("the Jacobian at step \(state.iterate.step) is not finite")
    }
    let count = min(settings.rows.map { Int($0) } ?? max(10 * n, model.rows / 10), model.rows)
    let few =
      count >= model.rows
      ? model.jacobian : rows(count, of: model.jacobian, columns: n, &state.random)
    let curvature = CurvatureRows(few, columns: n, damping: settings.damping)
    var line = Line(from: state.iterate, along: direction(curvature, model.gradient))
    if !(line.slope < 0) {
      line = Line(from: state.iterate, along: model.gradient.map { -$0 })
    }
    guard let trial = settings.search.search(&line, from: 1, &oracle) else { return line.failure }
    if state.watch.isOver(after: trial, on: line) { return line.roundingReached(at: trial.length) }
    state.model = LinearizedResiduals(at: trial.iterate.point, &oracle)
    state.iterate = trial.iterate
    return nil
  }

  /// Where too few rows leave a direction undetermined, a growing τ determines it.
  private func direction(_ curvature: CurvatureRows, _ g: [Double]) -> [Double] {
    if settings.system == .cg {
      return curvature.directionByConjugateGradient(
        g, tolerance: settings.forcing, iterations: 10 * g.count) ?? g.map { -$0 }
    }
    var damping = settings.damping
    var matrix = curvature
    while true {
      if let d = matrix.directionByCholesky(g), d.allSatisfy(\.isFinite) { return d }
      damping = max(10 * damping, 1e-12)
      guard damping < 1e3 else { return g.map { -$0 } }
      matrix = CurvatureRows(curvature.rows, columns: g.count, damping: damping)
    }
  }
}
