public import DescentCore

/// When a search ends: as soon as one of these holds.
///
/// A gradient tolerance of 0 is never met: a run then takes exactly `steps` steps, unless it diverges
/// or a limit of seconds or evaluations is reached.
public struct StoppingRule: Sendable, Hashable {
  /// The search has converged when the 2-norm of the gradient is below this; nil for 1e-10 in
  /// float64 and 1e-4 in float32.
  public var gradientTolerance: Double?
  /// It has also converged when that norm is below this times what it was at the start.
  public var relativeGradientTolerance: Double?
  /// It has also converged when a step changes the variables by less than this times their 2-norm.
  public var stepTolerance: Double?
  /// It has also converged when a step lowers the value by less than this times its size.
  public var valueTolerance: Double?
  /// Steps at most.
  public var steps = 10_000
  /// Values of the function at most, if limited; the step at hand is completed.
  public var evaluations: Int?
  /// Seconds at most, if limited.
  public var seconds: Double?

  /// The defaults, but for what is given.
  public init(gradientTolerance: Double? = nil, steps: Int = 10_000, seconds: Double? = nil) {
    (self.gradientTolerance, self.steps, self.seconds) = (gradientTolerance, steps, seconds)
  }

  /// The tolerance in force.
  public func tolerance(in precision: DType) -> Double {
    gradientTolerance ?? (precision == .float64 ? 1e-10 : 1e-4)
  }
}

extension StoppingRule {
  /// Why a search has converged at a point, if it has.
  ///
  /// - Parameter last: Where the step that led there began; nil at the start.
  /// - Parameter first: The norm of the gradient at the start.
  func convergence(at iterate: Iterate, after last: Iterate?, first: Double) -> Outcome? {
    let tolerance = tolerance(in: iterate.point.dtype)
    let norm = iterate.gradientNorm
    if norm < tolerance {
      return .converged("gradient norm \(norm.threeDigits) below \(tolerance.threeDigits)")
    }
    if let share = relativeGradientTolerance, last != nil, norm < share * first {
      return .converged(
        "gradient norm \(norm.threeDigits) below \(share.threeDigits) of that at the start")
    }
    guard let last else { return nil }
    if let share = valueTolerance {
      let fall = last.value - iterate.value
      if fall >= 0, fall <= share * max(abs(last.value), abs(iterate.value)) {
        return .converged(
          "the value fell by \(fall.threeDigits), within \(share.threeDigits) of it")
      }
    }
    if let share = stepTolerance {
      let (x, before) = (iterate.point.doubles, last.point.doubles)
      let length = DescentOptimizers.norm(zip(x, before).map { $0 - $1 })
      if length <= share * DescentOptimizers.norm(x) {
        return .converged(
          "the step was \(length.threeDigits) long, within \(share.threeDigits) of the variables")
      }
    }
    return nil
  }

  /// Why a search has to end without having converged, if it has.
  func limit(
    at iterate: Iterate, _ evaluations: Oracle.Evaluations, seconds elapsed: Double
  ) -> Outcome? {
    let tolerance = tolerance(in: iterate.point.dtype)
    if iterate.step >= steps {
      let count = steps == 1 ? "1 step" : "\(steps) steps"
      return .stepLimit(
        tolerance == 0 || iterate.gradientNorm.isNaN
          ? "\(count) done"
          : "\(count) done, gradient norm \(iterate.gradientNorm.threeDigits) not below "
            + tolerance.threeDigits)
    }
    if let limit = self.evaluations, evaluations.value >= limit {
      return .stepLimit("\(evaluations.value) values computed, of \(limit) allowed")
    }
    if let limit = seconds, elapsed >= limit { return .stepLimit("\(limit) seconds over") }
    return nil
  }
}
