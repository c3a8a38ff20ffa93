public import DescentCore

/// Gradient descent with a line search.
///
/// By default it backtracks from twice the last length. Optax's
/// `sgd` with `scale_by_backtracking_linesearch` is `growth=1.5,longest=1,contraction=0.8`,
/// with `scale_by_zoom_linesearch` `search=zoom,growth=1,resolution=1e-5`, both with
/// `takes-last=true`.
public struct SteepestDescent: LineSearching {
  public static let name = "steepest-descent"
  public static let summary = "Gradient descent with a line search."
  public static let formula =
    "xₖ₊₁ = xₖ − αₖ·η·gₖ     αₖ by a line search, beginning with the last length grown"
  public static let source = "Cauchy 1847; Armijo 1966, backtracking"
  public static var hyperparameters: [Hyperparameter<Self>] {
    [Hyperparameter("scale", \.scale, .above(0), "η, the multiple of the gradient of length 1")]
      + searchHyperparameters
  }

  /// η.
  public var scale = 1.0
  /// How far to go along the direction.
  public var search: StepPolicy

  /// A point, and what the step there has shown.
  public struct State: SolverState {
    public var iterate: Iterate
    var watch = RoundingWatch()
    var last: LastStep?
  }

  public init() {
    search = StepPolicy()
    search.rule = .backtracking
    search.growth = 2
  }

  public var methodName: String { Self.name }

  public func initialState(at point: NDArray, _ oracle: inout Oracle) -> State {
    State(iterate: Iterate(at: point, step: 0, learningRate: search.length, &oracle))
  }

  public func step(_ state: inout State, _ oracle: inout Oracle) -> Outcome? {
    var direction = state.iterate.gradient.doubles
    multiply(&direction, by: -scale)
    var line = Line(from: state.iterate, along: direction)
    guard let trial = search.search(&line, after: state.last, &oracle) else {
      return line.failure
    }
    var watch = state.watch
    if watch.isOver(after: trial, on: line) { return line.roundingReached(at: trial.length) }
    state = State(iterate: trial.iterate, watch: watch, last: LastStep(trial, on: line))
    return nil
  }
}
