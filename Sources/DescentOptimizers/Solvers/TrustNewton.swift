public import DescentCore

/// Newton's method within a region in which the second-order model is trusted.
///
/// Nocedal & Wright 2006, Algorithm 4.1, with the whole Hessian: Moré & Sorensen's best step, or
/// the dogleg's. The region is scaled by the Hessian (`RegionScaling`). For few
/// variables: each step costs a Hessian and a factorization.
public struct TrustNewton: RegionSearching {
  public static let name = "trust-newton"
  public static let summary =
    "Steps to the minimum of the second-order model within a trust region; for few variables."
  public static let formula = """
    pₖ minimizes gₖᵀp + ½·pᵀHₖp     where ‖Dₖ·p‖ ≤ Δₖ
    xₖ₊₁ = xₖ + pₖ                   where the value falls as predicted, else Δ shrinks
    """
  public static let source =
    "Nocedal & Wright 2006, Algorithm 4.1; Moré & Sorensen 1983; Moré 1983 (scaling)"
  public static var hyperparameters: [Hyperparameter<Self>] {
    [Hyperparameter("model", \.model, "how the step is found"), scalingHyperparameter]
      + regionHyperparameters
  }

  /// The ways to a step.
  public enum Model: String, SettingChoice {
    /// The best one.
    case exact
    /// Along a path of two straight lines.
    case dogleg
  }

  /// How the step is found.
  public var model = Model.exact
  /// How far the second-order model is trusted.
  public var region = RegionPolicy()

  /// A point, and the region around it.
  public struct State: SolverState {
    public var iterate: Iterate
    /// Δ and D; nil before the first step.
    var region: (radius: Double, scale: [Double])?
  }

  public init() {}

  public var methodName: String { Self.name }

  public func initialState(at point: NDArray, _ oracle: inout Oracle) -> State {
    State(iterate: Iterate(at: point, step: 0, learningRate: 0, &oracle))
  }

  public func step(_ state: inout State, _ oracle: inout Oracle) -> Outcome? {
    let hessian = oracle.hessian(at: state.iterate.point).doubles
    let gradient = state.iterate.gradient.doubles
    let n = gradient.count
    let scale = region.scaling.scale(
      equilibration(hessian, order: n), after: state.region?.scale)
    let quadratic = DenseQuadratic(gradient: gradient, hessian: hessian, scale: scale)
    var exact = ExactModel(quadratic)
    var dogleg = DoglegModel(quadratic)
    var radius =
      state.region?.radius ?? region.firstRadius(at: state.iterate.point.doubles, scale: scale)
    let outcome = region.advance(&state.iterate, &radius, &oracle) { radius, _ in
      let move =
        model == .exact
        ? exact.step(.radius(radius)) : dogleg.step(within: radius, quadratic.product)
      return move?.unscaled(by: scale)
    }
    if outcome == nil { state.region = (radius, scale) }
    return outcome
  }

  public func check(_ objective: Objective, steps: Int) throws(DescentError) {
    try checkMatrix(of: objective, advice: "give --optimizer newton-cg")
  }

  /// A point without slope is no minimum where the function curves downward.
  public func objection(toMinimumAt state: State, _ oracle: inout Oracle) -> Outcome? {
    saddle(oracle.spectrum(at: state.iterate.point), at: state.iterate)
  }
}
