public import DescentCore

/// A factor that is given at some steps.
///
/// The shape `constant` jumps at each step: PyTorch has no such schedule; Optax's
/// `piecewise_constant_schedule`. `linear` and `cosine` are its `piecewise_interpolate_schedule`.
/// Optax's `scales` are ratios of each factor to the one before, these are factors of the rate.
public struct Piecewise: ScheduleCurve, Described {
  public static let name = "piecewise"
  public static let summary = "A factor that is given at some steps."
  public static let formula = """
    fₖ = initial at step 0, factorsᵢ at step atᵢ; in between by `shape`, after the last it stays
    """
  public static let source =
    "Optax's piecewise_constant_schedule and piecewise_interpolate_schedule"
  public static let hyperparameters = [
    Hyperparameter<Self>("at", \.at, .count(atLeast: 0), "rising steps, such as 100/200"),
    Hyperparameter("factors", \.factors, .atLeast(0), "the factor at each of them: 0.5/0.1"),
    Hyperparameter("initial", \.initial, .atLeast(0), "the factor at first"),
    Hyperparameter("shape", \.shape, "how it goes from one to the next"),
  ]

  /// The steps at which the factor is given, rising.
  public var at: [Double] = []
  /// The factor at each of them.
  public var factors: [Double] = []
  /// The factor at first.
  public var initial = 1.0
  /// How it goes from one to the next.
  public var shape = Transition.constant

  public init() {}

  public func factor(at step: Int) -> Double {
    let points = zip(at, factors).map { (at: $0, value: $1) }
    return shape.value(at: Double(step), through: [(at: 0, value: initial)] + points)
  }

  public func check() throws(DescentError) {
    guard !at.isEmpty, at == at.sorted(), at.count == factors.count else {
      throw DescentError(
        "piecewise", expected: "rising steps in at=, and as many in factors=",
        found: at.isEmpty && factors.isEmpty
          ? "neither" : "\(SettingValue.list(at)) and \(SettingValue.list(factors))")
    }
  }
}
