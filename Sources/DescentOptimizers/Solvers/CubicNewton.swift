public import DescentCore

/// Newton's method with a cubic term for what the second-order model does not know (ARC).
///
///     mₖ(p) = gₖᵀp + ½·pᵀHₖp + ⅓·σₖ·‖Dₖ·p‖³     ρ = (f(xₖ) − f(xₖ + p))/(−mₖ(p))
///     ρ > good:     σ ← reduction·σ
///     ρ < accept:   σ ← growth·σ, and the step is not taken
///
/// Cartis, Gould & Toint 2011, "Adaptive cubic regularisation methods for unconstrained
/// optimization. Part I", Algorithm 2.1; Nesterov & Polyak 2006. `exact` finds the minimizer of m by
/// eigenvalues of the Hessian, in variables scaled by it; `lanczos` over a Krylov space by
/// products with vectors, D = I, to ‖∇m‖ ≤ κ·min(1, ‖p‖)·‖g‖ (TC.s), for many variables. Where a
/// model is trained, value and gradient are those of a step's rows, H that of the rows for curvature
/// (Kohler & Lucchi 2017, arXiv:1705.05933; Tripuraneni et al. 2018, arXiv:1711.02838).
public struct CubicNewton: Solver, Described {
  public static let name = "cubic-newton"
  public static let summary =
    "Steps to the minimum of the second-order model with an adaptive cubic term."
  public static let formula = """
    pₖ minimizes gₖᵀp + ½·pᵀHₖp + ⅓·σₖ·‖Dₖ·p‖³
    xₖ₊₁ = xₖ + pₖ                   where the value falls as predicted, else σ grows
    """
  public static let source = "Cartis, Gould & Toint 2011, Algorithm 2.1; Nesterov & Polyak 2006"
  public static let hyperparameters = [
    Hyperparameter<Self>("model", \.model, "how the step is found"),
    Hyperparameter("curvature", \.curvature, "the matrix H; gauss-newton for the loss of a model"),
    Hyperparameter(
      "sigma", \.sigma, .above(0),
      "the first weight of the cubic term; none for "
        + "that at which the first step is no longer than the start"),
    Hyperparameter(
      "accept", \.accept, .above(0, through: 0.5),
      "the part of the predicted fall above which a step is taken"),
    Hyperparameter(
      "good", \.good, .within(0.5..<1), "the part of the predicted fall above which sigma falls"),
    Hyperparameter("growth", \.growth, .above(1, through: 1000), "what sigma grows by"),
    Hyperparameter("reduction", \.reduction, .within(0.001..<1), "what sigma falls by"),
    Hyperparameter("scaling", \.scaling, "D (exact)"),
    Hyperparameter("forcing", \.forcing, .above(0, through: 0.9), "κ (lanczos)"),
    Hyperparameter(
      "inner", \.inner, .count(atLeast: 1),
      "products for a step at most; none for 1000 or 2n (lanczos)"),
  ]

  /// The ways to a step.
  public enum Model: String, SettingChoice {
    /// By eigenvalues.
    case exact
    /// Over a Krylov space.
    case lanczos
  }

  /// H.
  public var curvature = CurvatureMatrix.hessian
  /// How the step is found.
  public var model = Model.exact
  /// σ₀; nil for that at which the first step is no longer than the start.
  public var sigma: Double?
  /// η₁: the ρ above which a step is taken.
  public var accept = 0.1
  /// η₂: the ρ above which σ falls.
  public var good = 0.9
  /// What σ grows by after a step that is not taken.
  public var growth = 4.0
  /// What σ falls by after a good step.
  public var reduction = 0.2
  /// D.
  public var scaling = RegionScaling.largest
  /// κ.
  public var forcing = 0.1
  /// How many products a step may take.
  public var inner: Double?

  /// A point, σ and D.
  public struct State: SolverState {
    public var iterate: Iterate
    /// nil before the first step.
    var cubic: (sigma: Double, scale: [Double]?)?
  }

  public init() {}

  public var methodName: String { Self.name }

  public func initialState(at point: NDArray, _ oracle: inout Oracle) -> State {
    State(iterate: Iterate(at: point, step: 0, learningRate: 0, &oracle))
  }

  public func step(_ state: inout State, _ oracle: inout Oracle) -> Outcome? {
    var model = CubicModel(self, state, &oracle)
    var failed = FailedTrials()
    var sigma = state.cubic?.sigma ?? sigma ?? model.firstSigma(at: state.iterate)
    while true {
      guard let move = model.step(sigma, at: state.iterate.point, &oracle) else {
        return .stalled(
          "the Hessian at step \(state.iterate.step) is not finite: there is no model")
      }
      let predicted = move.fall - sigma / 3 * move.length * move.length * move.length
      guard
        let trial = RegionTrial(
          move.p, length: move.length, predicted: predicted, from: state.iterate, above: accept,
          &oracle)
      else { return failed.outcome(at: state.iterate) }
      if trial.isGood, let next = trial.next {
        if trial.ratio > good { sigma = max(reduction * sigma, .leastNormalMagnitude) }
        state.iterate = next
        state.cubic = (sigma, model.scale)
        return nil
      }
      failed.add(trial)
      if trial.isWithinRounding { return failed.outcome(at: state.iterate) }
      sigma *= growth
    }
  }

  public func check(_ objective: Objective, steps: Int) throws(DescentError) {
    try curvature.check(objective, for: Self.name)
    if model == .exact { try checkMatrix(of: objective, advice: "give --set model=lanczos") }
  }

  /// A point without slope is no minimum where the function curves downward.
  public func objection(toMinimumAt state: State, _ oracle: inout Oracle) -> Outcome? {
    let point = state.iterate.point
    return saddle(
      model == .exact ? oracle.spectrum(at: point) : oracle.spectrumByProducts(at: point),
      at: state.iterate)
  }
}

/// The model at a point, dense or by products.
private struct CubicModel {
  let scale: [Double]?
  private var exact: ExactModel?
  private var lanczos: LanczosModel?
  private let gradient: [Double]
  private let matrix: CurvatureMatrix

  init(_ solver: CubicNewton, _ state: CubicNewton.State, _ oracle: inout Oracle) {
    let g = state.iterate.gradient.doubles
    let n = g.count
    matrix = solver.curvature
    guard solver.model == .exact else {
      (scale, gradient) = (nil, g)
      lanczos = LanczosModel(
        gradient: g, tolerance: solver.forcing,
        iterations: solver.inner.map { Int($0) } ?? min(1000, 2 * n))
      return
    }
    let h = oracle.matrix(solver.curvature, at: state.iterate.point).doubles
    let d = solver.scaling.scale(equilibration(h, order: n), after: state.cubic?.scale)
    let quadratic = DenseQuadratic(gradient: g, hessian: h, scale: d)
    (scale, gradient) = (d, quadratic.gradient)
    exact = ExactModel(quadratic)
  }

  /// σ·‖p‖² = ‖g‖ for ‖p‖ = ‖D·x‖: without curvature the step is as long as that.
  func firstSigma(at iterate: Iterate) -> Double {
    let x = iterate.point.doubles
    let d = scale ?? x.map { _ in 1 }
    let size = norm(x, scaledBy: d)
    let length = size > 0 ? size : norm(d)
    return max(norm(gradient) / length / length, .leastNormalMagnitude)
  }

  /// The step for σ, in the function's variables.
  mutating func step(
    _ sigma: Double, at point: NDArray, _ oracle: inout Oracle
  ) -> RegionStep? {
    if lanczos != nil {
      return lanczos?.step(.cubic(sigma)) { v in oracle.product(matrix, at: point, v) }
    }
    return exact?.step(.cubic(sigma))?.unscaled(by: scale)
  }
}
