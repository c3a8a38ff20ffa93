/// What a linear system A·x = b came to.
public struct LinearSolution: Sendable, Hashable {
  /// x.
  public var x: [Double]
  /// Products with A that directions were taken from.
  public var iterations: Int
  /// ‖b − A·x‖₂, computed anew at the end.
  public var residualNorm: Double
  /// Why the iteration stopped.
  public var stop: LinearStop
}

/// Why an iteration for a linear system stopped.
public enum LinearStop: Sendable, Hashable, CustomStringConvertible {
  /// The residual is as small as asked for.
  case converged
  /// A is singular, and x minimizes ‖b − A·x‖.
  case leastSquares
  /// The residual cannot be made smaller: rounding errors are as large.
  case rounding
  /// The iterations asked for are over.
  case iterationLimit
  /// dᵀAd ≤ 0 along this direction d: A is not positive definite.
  case negativeCurvature([Double])
  /// rᵀM⁻¹r < 0: the preconditioner is not positive definite.
  case indefinitePreconditioner
  /// A product was not finite.
  case notFinite

  public var description: String {
    switch self {
    case .converged: "the residual is as small as asked for"
    case .leastSquares: "the matrix is singular; the residual is the least there is"
    case .rounding: "the residual is down to rounding error"
    case .iterationLimit: "iterations over"
    case .negativeCurvature: "the matrix is not positive definite"
    case .indefinitePreconditioner: "the preconditioner is not positive definite"
    case .notFinite: "a product is not finite"
    }
  }
}

/// One run of a method from x = 0.
struct LinearPass {
  var x: [Double]
  var iterations = 0
  /// nil where the method's own residual met the target.
  var stop: LinearStop?
}

/// Runs a method until the true residual, not the one that it updates, is small enough: from where
/// a run ends the next one starts, as long as that halves the residual.
///
/// - Parameter pass: Solves A·d = r for a residual r, to a residual norm, in so many iterations.
func refine(
  _ product: ([Double]) -> [Double], _ b: [Double], from start: [Double]?, target: Double,
  iterations: Int, _ pass: (_ r: [Double], _ target: Double, _ iterations: Int) -> LinearPass
) -> LinearSolution {
  var result = LinearSolution(
    x: start ?? [Double](repeating: 0, count: b.count), iterations: 0, residualNorm: norm(b),
    stop: .converged)
  var r = b
  if let start {
    accumulate(-1, product(start), into: &r)
    result.residualNorm = norm(r)
  }
  while true {
    guard result.residualNorm.isFinite else {
      result.stop = .notFinite
      return result
    }
    if result.residualNorm <= target { return result }
    if result.iterations >= iterations {
      result.stop = .iterationLimit
      return result
    }
    // Below rounding error the residual that a method updates means nothing.
    let goal = max(target, 0x1p-53 * result.residualNorm)
    let run = pass(r, goal, iterations - result.iterations)
    var x = result.x
    accumulate(1, run.x, into: &x)
    var next = b
    accumulate(-1, product(x), into: &next)
    let before = result.residualNorm
    result.iterations += run.iterations
    let after = norm(next)
    if after <= before { (result.x, result.residualNorm, r) = (x, after, next) }
    if let stop = run.stop {
      result.stop = result.residualNorm <= target ? .converged : stop
      return result
    }
    if result.residualNorm > target, !(after <= 0.5 * before) {
      result.stop = after.isFinite ? .rounding : .notFinite
      return result
    }
  }
}
