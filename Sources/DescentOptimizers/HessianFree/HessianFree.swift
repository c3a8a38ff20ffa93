public import DescentCore

/// Hessian-free optimization: steps by conjugate gradients on a damped Gauss–Newton model, with all
/// that Martens found it to need.
///
/// Martens 2010, "Deep learning via Hessian-free optimization"; Martens & Sutskever 2012, "Training
/// deep and recurrent networks with Hessian-free optimization", Neural Networks: Tricks of the Trade,
/// whose account is followed where implementations differ:
///
/// - conjugate gradients end after i steps once (φᵢ − φᵢ₋ₖ)/φᵢ < k·ε, k = max(10, i/10), relative to
///   the model's value at the zero step, not to that at the start;
/// - the next step's conjugate gradients start from `decay` times the last iterate of this one's, not
///   from the one that backtracking chose;
/// - the reduction ratio is that of the function to the model without λ·I, both from the zero step;
///   structural damping counts as part of the model.
///
/// The gradient, the ratio and the line search are taken on the rows of the step, products and
/// backtracking on those set aside for curvature. Where a step brings no fall it is not taken, and the
/// damping grows.
public struct HessianFree: TrainingSolver {
  public static let name = "hessian-free"
  public static let summary =
    "Conjugate gradients on a damped Gauss–Newton model, as Martens trains deep and recurrent nets."
  public static let formula = """
    (G + λ·I)·d ≈ −g      G = Jᵀ·H·J on the curvature's rows, d by preconditioned CG from ζ·d before
    p ← p + α·d           α = 1, 0.8, 0.8², … until the value falls enough
    ρ = (f(p + d) − f(p))/(gᵀd + ½·dᵀGd)     λ ← ⅔·λ for ρ > ¾, 3/2·λ for ρ < ¼
    """
  public static let source =
    "Martens 2010; Martens & Sutskever 2012, Neural Networks: Tricks of the Trade"
  public static let hyperparameters = [
    Hyperparameter<Self>("curvature", \.curvature, "the matrix of the model"),
    Hyperparameter("damping", \.damping, .above(0), "λ at the start"),
    Hyperparameter("adaptive", \.adaptsDamping, "whether λ follows the reduction ratio"),
    Hyperparameter(
      "iterations", \.iterations, .count(atLeast: 1), "iterations of CG for a step at most"),
    Hyperparameter("progress", \.progress, .atLeast(0), "ε, the relative progress that CG ends at"),
    Hyperparameter(
      "decay", \.decay, .within(0..<1), "ζ, of the last iterate CG starts from; 0: from 0"),
    Hyperparameter("precondition", \.preconditions, "whether CG is preconditioned"),
    Hyperparameter(
      "exponent", \.exponent, .above(0, through: 1),
      "of the preconditioner (mean of ∇fᵢ² + λ)^exponent"),
    Hyperparameter("backtracking", \.backtracks, "whether the best of CG's iterates is taken"),
    Hyperparameter("line-search", \.searchesLine, "whether α may be less than 1"),
    Hyperparameter("structural", \.structural, .atLeast(0), "μ of hidden states: adds λ·μ·JₕᵀJₕ"),
  ]

  /// The matrix of the model.
  public var curvature = CurvatureMatrix.gaussNewton
  /// λ at the start, in the units of the curvature.
  public var damping = 1.0
  /// Whether λ follows the reduction ratio.
  public var adaptsDamping = true
  /// Iterations of conjugate gradients for a step at most.
  public var iterations = 250.0
  /// ε.
  public var progress = 5e-4
  /// ζ.
  public var decay = 0.95
  /// Whether conjugate gradients are preconditioned, and how strongly.
  public var (preconditions, exponent) = (true, 0.75)
  /// Whether the best of CG's iterates is taken.
  public var backtracks = true
  /// Whether α may be less than 1.
  public var searchesLine = true
  /// μ.
  public var structural = 0.0

  /// A point, the damping there, and where conjugate gradients ended last.
  public struct State: StoredState {
    public var iterate: Iterate
    /// λ.
    var damping: Double
    /// The last iterate of conjugate gradients; nil before the first step.
    var last: NDArray?
    /// Of the last step: iterations, iterate chosen, ρ and α.
    var report = Report()

    struct Report: Sendable, Hashable {
      var (iterations, chosen) = (0.0, 0.0)
      var (ratio, length) = (Double.nan, 0.0)
    }

    public var memory: [String: NDArray] {
      var memory = ["damping": NDArray(scalar: damping)]
      memory["direction"] = last
      return memory
    }

    init(iterate: Iterate, damping: Double) { (self.iterate, self.damping) = (iterate, damping) }

    public init(iterate: Iterate, memory: [String: NDArray]) throws(DescentError) {
      self.init(iterate: iterate, damping: try memory.number("damping"))
      if memory["direction"] != nil {
        last = try memory.array("direction", shape: iterate.point.shape)
      }
    }
  }

  public init() {}

  public var methodName: String { Self.name }

  public func check(_ objective: Objective, steps: Int) throws(DescentError) {
    guard objective.composition != nil else {
      throw .modelNeeded(by: Self.name, found: "a function")
    }
    guard structural > 0 else { return }
    guard curvature == .gaussNewton else {
      throw DescentError(
        "structural of \(Self.name)", expected: "curvature=gauss-newton to go with it",
        found: curvature.rawValue)
    }
    guard objective.composition?.hasHiddenStates(in: objective) ?? false else {
      throw DescentError(
        "structural of \(Self.name)", expected: "a model with hidden states, such as rnn:32",
        found: "one without")
    }
  }

  public func initialState(at point: NDArray, _ oracle: inout Oracle) -> State {
    State(
      iterate: Iterate(at: point, step: 0, learningRate: 1, &oracle), damping: damping)
  }

  /// Value and gradient are computed here, on the rows of the coming step.
  public func observe(_ state: inout State, _ oracle: inout Oracle, isNewData: Bool) {
    guard isNewData || state.iterate.step > 0 else { return }
    state.iterate.refresh(&oracle)
  }

  public func details(of state: State) -> [StepDetail] {
    let report = state.report
    return [
      StepDetail("cgIterations", "CG", report.iterations),
      StepDetail("chosenIterate", "chosen", report.chosen),
      StepDetail("damping", "damping", state.damping),
      StepDetail("reductionRatio", "ratio", report.ratio),
    ]
  }
}
