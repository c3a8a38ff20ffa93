public import DescentCore

/// Delta-bar-delta: each element's rate grows while its gradient agrees with those before.
///
/// Jacobs 1988, doi:10.1016/0893-6080(88)90003-2. His rates are η·aₜ here, so that
/// his κ is η·κ, and schedules multiply them; smallest is from ensmallen's `DeltaBarDelta`. For
/// gradients over all of the data.
public struct DeltaBarDelta: DirectionRule {
  public static let name = "delta-bar-delta"
  public static let summary = "A rate for each element, which grows while its gradients agree."
  public static let formula = """
    aₜ = aₜ₋₁ + κ where ḡₜ₋₁·gₜ > 0,  (1 − φ)·aₜ₋₁ where < 0, else aₜ₋₁     a₀ = 1, ≥ smallest
    ḡₜ = (1 − θ)·gₜ + θ·ḡₜ₋₁     ḡ₀ = 0
    dₜ = aₜ·gₜ                   t = 1, 2, …
    """
  public static let source = "Jacobs 1988, doi:10.1016/0893-6080(88)90003-2"
  public static let defaultLearningRate = 0.01
  public static let tuning: String? = "the learning rate, and the epochs, since each is one step"
  public static let batch = BatchUse.whole
  public static let hyperparameters = [
    Hyperparameter<Self>("kappa", \.kappa, .atLeast(0), "κ, what is added to a"),
    Hyperparameter("phi", \.phi, .within(0..<1), "φ, the share that is taken off a"),
    Hyperparameter("theta", \.theta, .within(0..<1), "θ, decay of the mean of g"),
    Hyperparameter("smallest", \.smallest, .atLeast(0), "the least a"),
  ]

  /// κ, φ and θ.
  public var (kappa, phi, theta): (Coefficient, Coefficient, Coefficient) = (0.2, 0.2, 0.5)
  /// The least a.
  public var smallest: Coefficient = 1e-8

  public init() {}

  public func initialState(for p: Tensor) -> RuleState {
    ["a": .ones(like: p), "mean": .zeros(like: p)]
  }

  public func direction(for g: Tensor, step t: Tensor, state s: inout RuleState) -> Tensor {
    let agreement = s.mean * g
    let grown = select(agreement .> 0, s.a + kappa, s.a)
    s.a = max(select(agreement .< 0, (1 - phi) * s.a, grown), smallest.tensor)
    s.mean = (1 - theta) * g + theta * s.mean
    return s.a * g
  }
}
