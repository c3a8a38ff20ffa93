public import DescentCore

/// Adafactor: Adam's second moment as the product of one mean per row and one per column.
///
/// Shazeer & Stern 2018, arXiv:1804.04235, in PyTorch's form. Optax's is floor=added,
/// epsilon=1e-30, rate-cap=false, smallest-factored=128, its `decay_rate` being decay here. The
/// factored axes are the last two, in Optax the two largest.
public struct Adafactor: UpdateRule {
  public static let name = "adafactor"
  public static let summary = "Adam's second moment from means per row and per column."
  public static let formula = """
    βₜ = 1 − t^(−γ)                                 t = 1, 2, …
    rₜ = βₜ·rₜ₋₁ + (1 − βₜ)·mean of gₜ² by rows      r₀ = 0
    cₜ = βₜ·cₜ₋₁ + (1 − βₜ)·mean of gₜ² by columns   c₀ = 0
    vₜ = rₜ·cₜ/mean(rₜ)                             vectors: the running mean of g² itself
    uₜ = gₜ/√vₜ,  ûₜ = uₜ/max(1, RMS(uₜ)/d)
    pₜ = pₜ₋₁ − min(η, 1/√t)·max(ε₂, RMS(pₜ₋₁))·ûₜ
    """
  public static let source = "Shazeer & Stern 2018, arXiv:1804.04235; PyTorch's form"
  public static let defaultLearningRate = 0.01
  public static let view = ParameterView.tensors
  public static let hyperparameters = [
    Hyperparameter<Self>("decay", \.decay, .atLeast(0), "γ, how fast β approaches 1"),
    Hyperparameter(
      "epsilon", \.epsilon, .atLeast(0), "the floor under r and √v; none: the type's precision"),
    Hyperparameter("floor", \.floor, "whether epsilon bounds them or is added to g²"),
    Hyperparameter("clipping", \.clipping, .above(0), "d, the largest RMS of u"),
    Hyperparameter("relative", \.isRelative, "whether RMS(p) is a factor of the step"),
    Hyperparameter("relative-floor", \.relativeFloor, .atLeast(0), "ε₂, its smallest value"),
    Hyperparameter("rate-cap", \.isCapped, "whether η is at most 1/√t"),
    Hyperparameter("momentum", \.momentum, .within(0..<1), "decay of the mean of the steps"),
    Hyperparameter("fixed-decay", \.fixedDecay, .atLeast(0), "decay of p that η does not scale"),
    Hyperparameter("factored", \.isFactored, "whether matrices are kept as rows and columns"),
    Hyperparameter(
      "smallest-factored", \.smallestFactored, .count(atLeast: 1), "their least size"),
  ]

  /// What ε does.
  public enum Floor: String, SettingChoice { case clamped, added }

  /// γ, ε₂ and the decay of the mean of the steps.
  public var (decay, relativeFloor, momentum): (Coefficient, Coefficient, Coefficient) =
    (0.8, 0.001, 0.0)
  /// ε; nil for the precision of the type.
  public var epsilon: Double?
  /// d; nil for no clipping.
  public var clipping: Double? = 1
  /// The decay of p that η does not scale.
  public var fixedDecay: Coefficient = 0.0
  /// What ε does.
  public var floor = Floor.clamped
  /// Whether RMS(p) is a factor, η is at most 1/√t, and matrices are factored.
  public var (isRelative, isCapped, isFactored) = (true, true, true)
  /// The least size of both axes of a matrix that is factored.
  public var smallestFactored = 1.0

  public init() {}

  public func initialState(for p: Tensor) -> RuleState {
    var state: [(String, Tensor)] = factors(p) ? [("r", p.rows), ("c", p.columns)] : [("v", p)]
    if !momentum.isZero { state.append(("m", p)) }
    return RuleState(names: state.map(\.0), tensors: state.map { .zeros(like: $0.1) })
  }

  public func update(_ step: Step, state s: inout RuleState) -> Tensor {
    let (p, t) = (step.p, step.t)
    var u = step.g * rsqrt(secondMoment(step, state: &s))
    if let clipping { u = u / max(rms(u) / clipping, 1) }
    u *= isCapped ? min(step.learningRate, rsqrt(t)) : step.learningRate
    if isRelative { u *= max(rms(p), relativeFloor.tensor) }
    if !momentum.isZero {
      s.m = momentum * s.m + (1 - momentum) * u
      u = s.m
    }
    return p - u - fixedDecay * step.decayed
  }

  private func secondMoment(_ step: Step, state s: inout RuleState) -> Tensor {
    let beta = 1 - pow(step.t, -decay.tensor)
    let epsilon = epsilon ?? (step.p.dtype == .float32 ? Double(Float.ulpOfOne) : .ulpOfOne)
    let isAdded = floor == .added
    let square = isAdded ? step.g * step.g + epsilon : step.g * step.g
    guard factors(step.p) else {
      s.v = beta * s.v + (1 - beta) * square
      return isAdded ? s.v : max(s.v, epsilon * epsilon)
    }
    s.r = beta * s.r + (1 - beta) * square.rows
    s.c = beta * s.c + (1 - beta) * square.columns
    let mean = s.r.mean([-2], keepingAxes: true)
    let v = s.r / (isAdded ? mean : max(mean, epsilon)) * s.c
    return isAdded ? v : max(v, epsilon * epsilon)
  }

  private func factors(_ p: Tensor) -> Bool {
    isFactored && p.rank > 1 && Double(p.shape.sizes.suffix(2).min() ?? 0) >= smallestFactored
  }
}

extension Tensor {
  fileprivate var rows: Tensor { mean([-1], keepingAxes: true) }
  fileprivate var columns: Tensor { mean([-2], keepingAxes: true) }
}

/// √(mean of x²)
private func rms(_ x: Tensor) -> Tensor { sqrt((x * x).mean()) }
