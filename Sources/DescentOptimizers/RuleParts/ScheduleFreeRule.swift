public import DescentCore

/// A rule that needs no schedule, because it averages what it steps.
///
/// Gradients are taken at y, which the parameters are; z takes the steps, and x is the average of z,
/// at which the function should be evaluated. x is not stored, as y = (1 − β)·z + β·x.
public protocol ScheduleFreeRule: UpdateRule {
  /// How z is averaged.
  var averaging: ScheduleFreeAveraging { get set }
}

extension ScheduleFreeRule {
  public static var rateCourse: RateCourse { .constant }

  public func evaluationPoint(at p: Tensor, state s: RuleState) -> Tensor {
    p + (1 - 1 / averaging.beta.tensor) * (s.z - p)
  }
}

/// How a schedule-free rule averages.
public struct ScheduleFreeAveraging: Sendable {
  /// β, how much of y is x.
  public var beta: Coefficient = 0.9
  /// r and q, the powers of the step's number and of the rate in its weight.
  public var (stepPower, ratePower): (Coefficient, Coefficient) = (0.0, 2.0)

  static let formula = """
    zₜ = zₜ₋₁ − ηₜ·dₜ                             z₀ = x₀ = y₀ = p₀, t = 1, 2, …
    xₜ = (1 − cₜ)·xₜ₋₁ + cₜ·zₜ                    cₜ = wₜ/(w₁ + … + wₜ), wₜ = tʳ·(max ηᵢ)^q
    pₜ = yₜ = (1 − β)·zₜ + β·xₜ                   evaluated at xₜ
    """

  func initialState(for p: Tensor) -> RuleState {
    ["z": p, "weights": Tensor(0), "largest": Tensor(0)]
  }

  /// y after a step of z along `d`.
  ///
  /// - Parameter weighed: The rate that the step's weight follows from.
  func update(
    _ step: Step, along d: Tensor, rate: Tensor, weighed: Tensor, state s: inout RuleState
  ) -> Tensor {
    s.largest = max(s.largest, weighed)
    let power = pow(s.largest, ratePower.tensor)
    let w = stepPower.isZero ? power : power * pow(step.t, stepPower.tensor)
    s.weights += w
    let c = select(s.weights .== 0, 0, w / s.weights)
    let y = step.p + c * (s.z - step.p) - rate * (1 - beta * (1 - c)) * d
    s.z -= rate * d
    return y
  }
}

/// A rate that begins small.
public struct ScheduleFreeWarmup: Sendable {
  /// The number of steps before the rate is η.
  public var steps = 0.0
  /// Whether z is a step late, and so begins with the rate 0, as in Optax.
  public var isLate = false

  /// The rates of z and of the weight.
  func rates(_ step: Step) -> (rate: Tensor, weighed: Tensor) {
    let eta = step.learningRate
    if steps == 0 { return (eta, eta) }
    let weighed = eta * min(step.t / steps, 1)
    return (isLate ? eta * min((step.t - 1) / steps, 1) : weighed, weighed)
  }
}
