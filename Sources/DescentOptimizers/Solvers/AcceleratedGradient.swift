public import DescentCore

/// Nesterov's accelerated gradient method, with an estimate of the Lipschitz constant and momentum
/// that is given up where it leads uphill.
///
/// Nesterov 1983; backtracking as in Beck & Teboulle 2009 (FISTA), where L may also fall a little
/// before every step; restarts of O'Donoghue & Candès 2015, sections 3.1 and 3.2. The points of the
/// steps are yₖ, where gradients are computed. Within bounds every point is projected.
public struct AcceleratedGradient: Solver, Described {
  public static let name = "accelerated-gradient"
  public static let summary =
    "Nesterov's method: gradient steps with momentum that is restarted where it leads uphill."
  public static let formula = """
    xₖ₊₁ = P(yₖ − ∇f(yₖ)/L)              L doubled until f(xₖ₊₁) ≤ f(yₖ) + ∇f(yₖ)ᵀs + L/2·‖s‖²
    yₖ₊₁ = xₖ₊₁ + (tₖ − 1)/tₖ₊₁·(xₖ₊₁ − xₖ)     tₖ₊₁ = (1 + √(1 + 4·tₖ²))/2, t₀ = 1
    t = 1 again where (yₖ − xₖ₊₁)ᵀ(xₖ₊₁ − xₖ) > 0 (gradient) or f(xₖ₊₁) > f(xₖ) (function)
    """
  public static let source =
    "Nesterov 1983; Beck & Teboulle 2009; O'Donoghue & Candès 2015, Found. Comput. Math. 15, 715-732"
  public static let hyperparameters = [
    Hyperparameter<Self>("restart", \.restart, "when momentum is given up"),
    Hyperparameter("lipschitz", \.lipschitz, .above(0), "L at first; none for an estimate"),
    Hyperparameter("increase", \.increase, .above(1), "what an L too small is multiplied by"),
    Hyperparameter(
      "decrease", \.decrease, .above(0, through: 1), "what L is multiplied by before every step"),
  ]

  /// When momentum is given up.
  public enum Restart: String, SettingChoice {
    /// Where it leads up the gradient.
    case gradient
    /// Where the value has risen.
    case function
    /// Never.
    case none
  }

  /// When momentum is given up.
  public var restart = Restart.gradient
  /// L at first; nil for the least of the powers of 2 that is large enough at the start.
  public var lipschitz: Double?
  /// What an L too small is multiplied by.
  public var increase = 2.0
  /// What L is multiplied by before every step.
  public var decrease = 0.9

  /// yₖ, and what led there.
  public struct State: SolverState {
    public var iterate: Iterate
    /// xₖ and f(xₖ).
    var x: [Double]
    var value: Double
    /// L, once there was a step.
    var lipschitz: Double?
    /// tₖ.
    var t = 1.0
    var watch = RoundingWatch(patience: 200)
  }

  public init() {}

  public var methodName: String { Self.name }
  public var respectsBounds: Bool { true }

  public func initialState(at point: NDArray, _ oracle: inout Oracle) -> State {
    let iterate = Iterate(at: point, step: 0, learningRate: lipschitz.map { 1 / $0 } ?? 1, &oracle)
    return State(iterate: iterate, x: point.doubles, value: iterate.value)
  }

  public func step(_ state: inout State, _ oracle: inout Oracle) -> Outcome? {
    let attempt = GradientStep(from: state.iterate, oracle.objective.bounds)
    guard let move = attempt.move(lipschitz: firstEstimate(state), self, &oracle) else {
      return .stalled(
        "no step along the gradient lowers the value \(state.iterate.value), norm "
          + state.iterate.gradientNorm.threeDigits)
    }
    var change = move.point
    accumulate(-1, state.x, into: &change)
    let isUphill =
      switch restart {
      case .gradient: dot(move.s, change) < 0
      case .function: move.value > state.value
      case .none: false
      }
    let t = isUphill ? 1 : state.t
    let tNext = isUphill ? 1 : (1 + (1 + 4 * t * t).squareRoot()) / 2
    var y = move.point
    accumulate((t - 1) / tNext, change, into: &y)
    let next = attempt.iterate(at: y, orAt: move, &oracle)
    var watch = state.watch
    if watch.isOver(
      isRounding: move.isRounding, norm: next.gradientNorm, before: state.iterate.gradientNorm)
    {
      return .converged(
        "the predicted fall \(move.fall.threeDigits) of the value is within its rounding error, "
          + "gradient norm \(state.iterate.gradientNorm.threeDigits)")
    }
    state = State(
      iterate: next, x: move.point, value: move.value, lipschitz: move.lipschitz, t: tNext,
      watch: watch)
    return nil
  }

  /// What L is tried first, and whether less may do.
  private func firstEstimate(_ state: State) -> (value: Double, mayFall: Bool) {
    if let last = state.lipschitz { return (decrease * last, false) }
    if let lipschitz { return (lipschitz, false) }
    // A step of length 1.
    return (max(state.iterate.gradientNorm, .leastNormalMagnitude), true)
  }
}
