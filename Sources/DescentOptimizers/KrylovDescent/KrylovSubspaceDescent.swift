public import DescentCore

/// Krylov subspace descent: the best point that BFGS finds in a small space of good directions.
///
///     V = orthonormal basis of D⁻¹g, D⁻¹H·D⁻¹g, (D⁻¹H)²·D⁻¹g, … (K of them), and the last step
///     VᵀHV = Q·diag(μ)·Qᵀ     U = V·Q·diag(max(|μ|, floor·max|μ|))^−½
///     p ← p + U·c             c minimizes f(p + U·c), by BFGS from 0
///
/// Vinyals & Povey 2012, arXiv:1111.4259. There is no damping: how far to go is decided by the
/// function itself, which is why H need not be positive definite. g and the values that BFGS sees are
/// on the rows of the step, H and D on those set aside for curvature; the paper draws a third sample
/// for BFGS. Where the function is quadratic, H its matrix and floor = 0, BFGS takes a single step.
///
/// D is the mean of the squares of the examples' gradients, those far below the largest made equal.
/// Memory is for K + 1 vectors.
public struct KrylovSubspaceDescent: TrainingSolver {
  public static let name = "krylov-subspace-descent"
  public static let summary =
    "BFGS within a Krylov space of curvature products and the last step; without damping."
  public static let formula = """
    V: D⁻¹g, D⁻¹H·D⁻¹g, … (K of them) and the last step, orthonormal
    U = V·(VᵀHV)^−½             eigenvalues by amount, at least floor times the largest
    p ← p + U·c                 c minimizes f(p + U·c), by BFGS from 0
    """
  public static let source = "Vinyals & Povey 2012, arXiv:1111.4259"
  public static let hyperparameters = [
    Hyperparameter<Self>("dimension", \.dimension, .count(atLeast: 1), "K, products for a step"),
    Hyperparameter("curvature", \.curvature, "the matrix H"),
    Hyperparameter("precondition", \.preconditions, "whether D is there; else I"),
    Hyperparameter("floor", \.floor, .within(0..<1), "the least eigenvalue, over the largest"),
    Hyperparameter("iterations", \.iterations, .count(atLeast: 1), "steps of BFGS at most"),
    Hyperparameter(
      "tolerance", \.tolerance, .atLeast(0), "the gradient in c, over the first, that ends BFGS"),
  ]

  /// K.
  public var dimension = 20.0
  /// H.
  public var curvature = CurvatureMatrix.gaussNewton
  /// Whether the space is preconditioned.
  public var preconditions = true
  /// The least eigenvalue over the largest.
  public var floor = 1e-4
  /// Steps of BFGS at most.
  public var iterations = 30.0
  /// The length of the gradient in c, over the first, at which BFGS ends.
  public var tolerance = 0.01

  /// A point, and the step that led there.
  public struct State: StoredState {
    public var iterate: Iterate
    /// U·c; nil before the first step.
    var last: NDArray?
    /// Of the last step: vectors in the space, and steps of BFGS.
    var report = (vectors: 0, iterations: 0)

    public var memory: [String: NDArray] { last.map { ["step": $0] } ?? [:] }

    init(iterate: Iterate) { self.iterate = iterate }

    public init(iterate: Iterate, memory: [String: NDArray]) throws(DescentError) {
      self.init(iterate: iterate)
      if memory["step"] != nil { last = try memory.array("step", shape: iterate.point.shape) }
    }
  }

  public init() {}

  public var methodName: String { Self.name }

  public func initialState(at point: NDArray, _ oracle: inout Oracle) -> State {
    State(iterate: Iterate(at: point, step: 0, learningRate: 1, &oracle))
  }

  /// Value and gradient are computed here, on the rows of the coming step.
  public func observe(_ state: inout State, _ oracle: inout Oracle, isNewData: Bool) {
    if isNewData || state.iterate.step > 0 { state.iterate.refresh(&oracle) }
  }

  public func details(of state: State) -> [StepDetail] {
    [
      StepDetail("dimension", "dimension", Double(state.report.vectors)),
      StepDetail("bfgsIterations", "BFGS", Double(state.report.iterations)),
    ]
  }

  public func check(_ objective: Objective, steps: Int) throws(DescentError) {
    guard objective.composition == nil else { return }
    throw .modelNeeded(by: Self.name, found: "a function")
  }
}
