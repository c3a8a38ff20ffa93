public import DescentCore

/// K-FAC: natural gradients by Kronecker-factored approximate curvature.
///
///     F ≈ diag(A₁ ⊗ G₁, A₂ ⊗ G₂, …)     Aₗ = E[āāᵀ], Gₗ = E[ggᵀ], one pair for each weight matrix
///
/// Martens & Grosse 2015, arXiv:1503.05671, Algorithm 2, block-diagonal; Grosse & Martens 2016,
/// arXiv:1602.01407, and Eschenhagen et al. 2023, arXiv:2311.00636, where weights are shared; George
/// et al. 2018, arXiv:1806.03884, for `eigenvalue-corrected`. The layers are found in the graph of the
/// model; parameters that are in none get the mean of their squared gradients as a diagonal.
///
/// With `rescale`, step and momentum are those that minimize the quadratic model with the exact
/// Gauss–Newton matrix on the batch; else they are `learning-rate` and `momentum`, the step being cut so
/// that its squared length in the metric is at most `norm-constraint` (Ba, Grosse & Martens 2017).
public struct KFAC: TrainingSolver {
  public static let name = "kfac"
  public static let summary =
    "Natural gradients by Kronecker factors of the curvature, found in the model's graph."
  public static let formula = """
    A ← ε·A + (1 − ε)·mean āāᵀ     G ← ε·G + (1 − ε)·mean ggᵀ     ε = min(1 − 1/k, averaging)
    Δ = −(A + π·√λ·I)⁻¹·∇W̄·(G + √λ/π·I)⁻¹                         for each layer
    δ ← α·Δ + μ·δ, W̄ ← W̄ + δ      α, μ minimize ½·δᵀ(F + λ)δ + ∇fᵀδ
    λ ← ω·λ for ρ > ¾, λ/ω for ρ < ¼, every T steps; ω = (19/20)^T
    """
  public static let source = "Martens & Grosse 2015, arXiv:1503.05671, Algorithm 2"
  public static let batch = BatchUse.mini
  public static let hyperparameters = [
    Hyperparameter<Self>("damping", \.damping, .above(0), "λ at the start"),
    Hyperparameter("least-damping", \.leastDamping, .atLeast(0), "what λ does not fall below"),
    Hyperparameter("adaptive", \.adaptsDamping, "whether λ follows the reduction ratio"),
    Hyperparameter("adaptation-interval", \.adaptationInterval, .count(atLeast: 1), "T, in steps"),
    Hyperparameter("form", \.form, "how λ is added to the factors, and what their scale is"),
    Hyperparameter("fisher", \.fisher, "whose gradients make G"),
    Hyperparameter("sharing", \.sharing, "what is done with rows that share weights"),
    Hyperparameter("averaging", \.averaging, .within(0..<1), "the largest ε"),
    Hyperparameter(
      "statistics-interval", \.statisticsInterval, .count(atLeast: 1), "steps between statistics"),
    Hyperparameter(
      "inverse-interval", \.inverseInterval, .count(atLeast: 1), "steps between inverses"),
    Hyperparameter("rescale", \.rescales, "whether α and μ are by the exact curvature"),
    Hyperparameter("learning-rate", \.learningRate, .above(0), "α where it is not"),
    Hyperparameter("momentum", \.momentum, .within(0..<1), "μ where it is not"),
    Hyperparameter(
      "norm-constraint", \.normConstraint, .above(0), "the largest α²·ΔᵀFΔ where it is not"),
  ]

  /// How the factors are made invertible.
  public enum Form: String, SettingChoice {
    /// λ is shared between the factors.
    case factored
    /// λ is added to their product, in the eigenbasis.
    case exact
    /// In the eigenbasis the product is replaced by the mean squares of the gradients.
    case eigenvalueCorrected = "eigenvalue-corrected"
  }

  /// Of which outcomes gradients are taken.
  public enum Fisher: String, SettingChoice {
    /// Those drawn from the model, where it stands for probabilities; else those of the data.
    case sampled
    /// Those of the data.
    case empirical
  }

  /// λ, in the units of the curvature.
  public var damping = 0.1
  /// What λ does not fall below: on a small batch the model is right about the batch, however little
  /// that says of other data.
  public var leastDamping = 0.001
  /// Whether λ follows the reduction ratio, and every how many steps.
  public var (adaptsDamping, adaptationInterval) = (true, 5.0)
  /// How λ is added.
  public var form = Form.factored
  /// Whose gradients make G.
  public var fisher = Fisher.sampled
  /// What is done with rows that share weights.
  public var sharing = WeightSharing.expand
  /// The largest ε.
  public var averaging = 0.95
  /// Steps between statistics, and between inverses.
  public var (statisticsInterval, inverseInterval) = (5.0, 20.0)
  /// Whether α and μ are by the exact curvature; else what they are.
  public var rescales = true
  public var (learningRate, momentum, normConstraint) = (0.01, 0.9, 0.001)

  /// A point, and what is known of the curvature there.
  public struct State: StoredState {
    public var iterate: Iterate
    /// λ.
    var damping: Double
    /// Factors, inverses, the last step; nil before the first.
    var curvature: KroneckerMemory?
    /// Of the last step: ρ (NaN where it was not computed) and μ.
    var (ratio, momentum) = (Double.nan, 0.0)

    public var memory: [String: NDArray] {
      var memory = curvature?.arrays ?? [:]
      memory["damping"] = NDArray(scalar: damping)
      return memory
    }

    init(iterate: Iterate, damping: Double) { (self.iterate, self.damping) = (iterate, damping) }

    public init(iterate: Iterate, memory: [String: NDArray]) throws(DescentError) {
      self.init(iterate: iterate, damping: try memory.number("damping"))
      var arrays = memory
      arrays["damping"] = nil
      if !arrays.isEmpty { curvature = KroneckerMemory(arrays) }
    }
  }

  public init() {}

  public var methodName: String { Self.name }

  public func check(_ objective: Objective, steps: Int) throws(DescentError) {
    guard objective.composition == nil else { return }
    throw .modelNeeded(by: Self.name, found: "a function")
  }

  public func check(_ state: State, of objective: Objective) throws(DescentError) {
    guard let curvature = state.curvature else { return }
    for (name, input) in KFACStep(self, objective).slots
    where curvature.storage[name]?.input != input {
      throw DescentError(
        "memory of \(Self.name)", expected: "'\(name)' of \(input.dtype)\(input.shape)",
        found: curvature.storage[name].map { "\($0.input.dtype)\($0.input.shape)" } ?? "none")
    }
  }

  public func initialState(at point: NDArray, _ oracle: inout Oracle) -> State {
    // The first step computes value and gradient with all else.
    State(iterate: Iterate(unknownAt: point, step: 0, learningRate: 0), damping: damping)
  }

  /// All that is needed is computed with the step.
  public func observe(_ state: inout State, _ oracle: inout Oracle, isNewData: Bool) {}

  public static let observesWhileStepping = true

  public func details(of state: State) -> [StepDetail] {
    [StepDetail("damping", "damping", state.damping)]
      + (state.ratio.isNaN ? [] : [StepDetail("reductionRatio", "ratio", state.ratio)])
      + (rescales ? [StepDetail("momentum", "momentum", state.momentum)] : [])
  }
}
