public import DescentCore

/// The natural gradient, exact on the rows at hand: the system is solved in the space of examples.
///
///     (1/n·CᵀC + λ·I)⁻¹g = (g − Cᵀ(n·λ·I + C·Cᵀ)⁻¹C·g)/λ     C of n·k rows, one an output
///
/// Amari 1998, "Natural gradient works efficiently in learning"; Ren & Goldfarb 2019,
/// arXiv:1906.02353, Algorithms 1 to 3 (SMW-GN, SMW-NG). The matrix is Gauss–Newton's, C = H^½·J by
/// the Hessian H of each example's loss in its outputs; for likelihoods of exponential families
/// Fisher's is the same. A penalty is in it as the function has it. Time is for n·k gradients and
/// (n·k)³/3 multiplications, memory for (n·k)² numbers.
///
/// Damping follows the reduction ratio, and where the value does not fall enough, the step is cut.
public struct NaturalGradient: TrainingSolver {
  public static let name = "natural-gradient"
  public static let summary =
    "Natural gradients by the exact Gauss–Newton or Fisher matrix of a batch, solved among its examples."
  public static let formula = """
    s ← −(F + λ·I)⁻¹·g + μ·s     F = 1/n·CᵀC, C of the curvature's rows; by Woodbury's identity
    p ← p + α·s                  α = 1, 0.8, 0.8², … until the value falls enough
    ρ = (f(p + s) − f(p))/(gᵀs + ½·sᵀFs)     λ ← ⅔·λ for ρ > ¾, 3/2·λ for ρ < ¼
    """
  public static let source = "Amari 1998; Ren & Goldfarb 2019, arXiv:1906.02353"
  public static let batch = BatchUse.mini
  public static let hyperparameters = [
    Hyperparameter<Self>("fisher", \.fisher, "the matrix F"),
    Hyperparameter("damping", \.damping, .above(0), "λ at the start"),
    Hyperparameter("adaptive", \.adaptsDamping, "whether λ follows the reduction ratio"),
    Hyperparameter("momentum", \.momentum, .within(0..<1), "μ, the part of the last step"),
    Hyperparameter("line-search", \.searchesLine, "whether α may be less than 1"),
  ]

  /// Whose curvature F is.
  public enum Fisher: String, SettingChoice {
    /// That of the loss in the outputs, k rows for an example.
    case gaussNewton = "gauss-newton"
    /// The gradients of the examples' losses, a row for each.
    case empirical
  }

  /// F.
  public var fisher = Fisher.gaussNewton
  /// λ at the start, in the units of the curvature.
  public var damping = 1.0
  /// Whether λ follows the reduction ratio.
  public var adaptsDamping = true
  /// μ.
  public var momentum = 0.0
  /// Whether α may be less than 1.
  public var searchesLine = true

  /// A point, the damping there, and the last step.
  public struct State: StoredState {
    public var iterate: Iterate
    /// λ.
    var damping: Double
    /// α·s; nil before the first step, after one that was not taken, and where there is no use for it.
    var last: NDArray?
    /// Of the last step: ρ.
    var ratio = Double.nan

    public var memory: [String: NDArray] {
      var memory = ["damping": NDArray(scalar: damping)]
      memory["step"] = last
      return memory
    }

    init(iterate: Iterate, damping: Double) { (self.iterate, self.damping) = (iterate, damping) }

    public init(iterate: Iterate, memory: [String: NDArray]) throws(DescentError) {
      self.init(iterate: iterate, damping: try memory.number("damping"))
      if memory["step"] != nil { last = try memory.array("step", shape: iterate.point.shape) }
    }
  }

  public init() {}

  public var methodName: String { Self.name }

  public func initialState(at point: NDArray, _ oracle: inout Oracle) -> State {
    State(iterate: Iterate(at: point, step: 0, learningRate: 1, &oracle), damping: damping)
  }

  /// Value and gradient are computed here, on the rows of the coming step.
  public func observe(_ state: inout State, _ oracle: inout Oracle, isNewData: Bool) {
    if isNewData || state.iterate.step > 0 { state.iterate.refresh(&oracle) }
  }

  public func details(of state: State) -> [StepDetail] {
    [
      StepDetail("damping", "damping", state.damping),
      StepDetail("reductionRatio", "ratio", state.ratio),
    ]
  }
}
