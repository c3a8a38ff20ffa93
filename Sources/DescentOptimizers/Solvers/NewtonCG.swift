public import DescentCore

/// Newton's method by products of the Hessian with vectors: for many variables.
///
/// Each step minimizes the second-order model within a region by conjugate gradients, no more
/// exactly than pays: to ‖∇q‖ ≤ ηₖ·‖gₖ‖ with
///
///     ηₖ = 0.9·(‖gₖ‖/‖gₖ₋₁‖)²     at least 0.9·ηₖ₋₁² where that is above 0.1, at most `forcing`
///
/// Steihaug 1983; Eisenstat & Walker 1996, choice 2. Where a model is trained, value and gradient are
/// those of a step's rows and products those of the rows for curvature (sub-sampled Newton, Byrd, Chin,
/// Neveitt & Nocedal 2011). Memory is a few vectors; `gltr` keeps those of
/// its Krylov space as far as a quarter of a gigabyte holds them. `jacobi` scales the region, and
/// thereby preconditions, by the diagonal of the Hessian, found from `probes` products.
public struct NewtonCG: RegionSearching {
  public static let name = "newton-cg"
  public static let summary =
    "Newton steps within a trust region by products with the Hessian; for many variables."
  public static let formula = """
    ‖gₖ + Hₖ·pₖ‖ ≤ ηₖ·‖gₖ‖     or ‖Dₖ·pₖ‖ = Δₖ, by conjugate gradients
    xₖ₊₁ = xₖ + pₖ              where the value falls as predicted, else Δ shrinks
    """
  public static let source =
    "Steihaug 1983; Gould, Lucidi, Roma & Toint 1999 (gltr); Eisenstat & Walker 1996 (forcing)"
  public static var hyperparameters: [Hyperparameter<Self>] {
    [
      Hyperparameter("model", \.model, "what happens where conjugate gradients leave the region"),
      Hyperparameter(
        "curvature", \.curvature, "the matrix H; gauss-newton for the loss of a model"),
      Hyperparameter("preconditioner", \.preconditioner, "what the variables are scaled by"),
      Hyperparameter(
        "probes", \.probes, .count(atLeast: 1), "products that the diagonal is found from (jacobi)"),
      Hyperparameter("forcing", \.forcing, .above(0, through: 0.9), "η₀, and the largest η"),
      Hyperparameter(
        "inner", \.inner, .count(atLeast: 1), "products for a step at most; none for 1000 or 2n"),
    ] + regionHyperparameters
  }

  /// What happens where conjugate gradients leave the region.
  public enum Model: String, SettingChoice {
    /// They end there.
    case steihaug
    /// The best point on the boundary is looked for.
    case gltr
  }

  /// What the variables are scaled by.
  public enum Preconditioner: String, SettingChoice {
    /// Nothing.
    case none
    /// The root of the diagonal of the Hessian.
    case jacobi
  }

  /// H.
  public var curvature = CurvatureMatrix.hessian
  /// What happens at the boundary.
  public var model = Model.steihaug
  /// What the variables are scaled by.
  public var preconditioner = Preconditioner.none
  /// How many products the diagonal is found from.
  public var probes = 4.0
  /// η₀.
  public var forcing = 0.5
  /// How many products a step may take.
  public var inner: Double?
  /// How far the second-order model is trusted; its scaling is used with `jacobi`.
  public var region = RegionPolicy()

  /// A point, the region around it, and how exact the last step was.
  public struct State: SolverState {
    public var iterate: Iterate
    /// Δ, D and η; nil before the first step.
    var region: (radius: Double, scale: [Double]?, forcing: Double)?
    /// ‖gₖ‖/‖gₖ₋₁‖, both of the function of the last step.
    var fall = 1.0
  }

  public init() { region.scaling = .recent }

  public var methodName: String { Self.name }

  public func initialState(at point: NDArray, _ oracle: inout Oracle) -> State {
    State(iterate: Iterate(at: point, step: 0, learningRate: 0, &oracle))
  }

  public func step(_ state: inout State, _ oracle: inout Oracle) -> Outcome? {
    let start = state.iterate
    let scale = scale(state, &oracle)
    let ones = { [Double](repeating: 1, count: start.gradient.count) }
    let g = start.gradient.doubles.divided(by: scale)
    var radius =
      state.region?.radius
      ?? region.firstRadius(at: start.point.doubles, scale: scale ?? ones())
    var eta = tolerance(state)
    while true {
      var model = model(g, eta)
      let outcome = region.advance(&state.iterate, &radius, &oracle) { radius, oracle in
        model.step(within: radius) { v in
          oracle.product(curvature, at: start.point, v.divided(by: scale)).divided(by: scale)
        }?.unscaled(by: scale)
      }
      if outcome == nil {
        state.region = (radius, scale, eta)
        state.fall = state.iterate.gradientNorm / start.gradientNorm
        return nil
      }
      // A step that was cut off early may be too short to change anything.
      if case .converged = outcome, eta > 1e-11 { eta *= 1e-3 } else { return outcome }
    }
  }

  public func check(_ objective: Objective, steps: Int) throws(DescentError) {
    try curvature.check(objective, for: Self.name)
  }

  private func model(_ gradient: [Double], _ eta: Double) -> any RegionModel {
    let most = inner.map { Int($0) } ?? min(1000, 2 * gradient.count)
    return model == .steihaug
      ? SteihaugModel(gradient: gradient, tolerance: eta, iterations: most)
      : LanczosModel(gradient: gradient, tolerance: eta, iterations: most)
  }

  /// η.
  private func tolerance(_ state: State) -> Double {
    guard let last = state.region?.forcing else { return forcing }
    let floor = 0.9 * last * last
    return max(min(max(0.9 * state.fall * state.fall, floor > 0.1 ? floor : 0), forcing), 1e-12)
  }

  /// D; nil for I.
  private func scale(_ state: State, _ oracle: inout Oracle) -> [Double]? {
    guard preconditioner == .jacobi else { return nil }
    let diagonal = oracle.diagonal(
      of: curvature, at: state.iterate.point, probes: Int(probes), seed: UInt64(state.iterate.step))
    return region.scaling.scale(
      diagonal.map { abs($0).squareRoot() }, after: state.region?.scale)
  }

  /// A point without slope is no minimum where the function curves downward, as far as a few steps
  /// of the Lanczos process can tell.
  public func objection(toMinimumAt state: State, _ oracle: inout Oracle) -> Outcome? {
    saddle(oracle.spectrumByProducts(at: state.iterate.point), at: state.iterate)
  }
}
