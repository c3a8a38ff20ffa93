import DescentCore

/// Solves A·x = b for a symmetric A, definite or not, of which only products are needed.
///
/// In every iteration ‖b − A·x‖ is the least over the Krylov space span{b, A·b, …} (in the norm of
/// M⁻¹ where there is a preconditioner). Paige & Saunders 1975, "Solution of sparse indefinite
/// systems of linear equations", section 6: the Lanczos process, and a QR factorization of its
/// tridiagonal matrix by one rotation an iteration. Of a singular system it finds a least-squares
/// solution.
///
/// - Parameter product: A·v.
/// - Parameter start: Where to begin; 0 if not given.
/// - Parameter preconditioner: M⁻¹·r with M symmetric and positive definite.
/// - Parameter tolerance: ‖b − A·x‖ ≤ tolerance·‖b‖ ends the iteration, and so does
///   ‖A·r‖ ≤ tolerance·‖A‖·‖r‖ for r = b − A·x.
/// - Parameter iterations: Products at most; ten for each unknown if not given.
public func minres(
  _ product: ([Double]) -> [Double], _ b: [Double], from start: [Double]? = nil,
  preconditioner: (([Double]) -> [Double])? = nil, tolerance: Double = 1e-10,
  iterations: Int? = nil
) -> LinearSolution {
  requireSystem("minres", b, start, tolerance)
  return refine(
    product, b, from: start, target: tolerance * norm(b), iterations: iterations ?? 10 * b.count
  ) { r, target, iterations in
    var run = MINRES(r, preconditioner, tolerance: tolerance)
    // The recurrence knows the residual in the norm of M⁻¹ only; its fall is taken for that of ‖r‖.
    let goal = target / norm(r) * run.residual
    while run.residual > goal, run.pass.stop == nil, run.pass.iterations < iterations {
      run.iterate(product, preconditioner)
    }
    if run.residual > goal, run.pass.stop == nil { run.pass.stop = .iterationLimit }
    return run.pass
  }
}

/// The recurrences. v: Lanczos vectors, T = tridiag(β, α, β); [γ; δ; ε]: the columns of R.
private struct MINRES {
  var pass: LinearPass
  /// φ̄ = ‖b − A·x‖ in the norm of M⁻¹.
  private(set) var residual: Double

  private var r1, r2, y: [Double]
  private var beta: Double
  private var previousBeta = 0.0
  private var (cosine, sine) = (-1.0, 0.0)
  private var (deltaBar, epsilon) = (0.0, 0.0)
  private var w1, w2: [Double]
  /// The Frobenius norm of T, for one of A.
  private var sizeSquare = 0.0

  /// ‖A·r‖/(‖A‖·‖r‖) at which A counts as singular.
  private let singular: Double

  init(_ b: [Double], _ preconditioner: (([Double]) -> [Double])?, tolerance: Double) {
    singular = max(tolerance, 0x1p-40)
    let zero = [Double](repeating: 0, count: b.count)
    pass = LinearPass(x: zero)
    (r1, r2, w1, w2) = (b, b, zero, zero)
    y = preconditioner?(b) ?? b
    beta = dot(b, y)
    if !(beta >= 0) { pass.stop = beta.isNaN ? .notFinite : .indefinitePreconditioner }
    beta = max(beta, 0).squareRoot()
    residual = beta
  }

  mutating func iterate(
    _ product: ([Double]) -> [Double], _ preconditioner: (([Double]) -> [Double])?
  ) {
    var v = y
    multiply(&v, by: 1 / beta)
    y = product(v)
    pass.iterations += 1
    if previousBeta > 0 { accumulate(-beta / previousBeta, r1, into: &y) }
    let alpha = dot(v, y)
    accumulate(-alpha / beta, r2, into: &y)
    (r1, r2) = (r2, y)
    y = preconditioner?(r2) ?? r2
    let square = dot(r2, y)
    guard square >= 0 else {
      pass.stop = square.isNaN ? .notFinite : .indefinitePreconditioner
      return
    }
    (previousBeta, beta) = (beta, square.squareRoot())
    sizeSquare += alpha * alpha + beta * beta + previousBeta * previousBeta
    rotate(v, alpha)
  }

  private mutating func rotate(_ v: [Double], _ alpha: Double) {
    let lastEpsilon = epsilon
    let delta = cosine * deltaBar + sine * alpha
    let gammaBar = sine * deltaBar - cosine * alpha
    (epsilon, deltaBar) = (sine * beta, -cosine * beta)
    let size = sizeSquare.squareRoot()
    let gamma = (gammaBar * gammaBar + beta * beta).squareRoot()
    // ‖A·r‖ of the residual before this iteration is φ̄·√(γ̄² + β²).
    guard gamma > singular * size else {
      pass.stop = .leastSquares
      return
    }
    (cosine, sine) = (gammaBar / gamma, beta / gamma)
    let phi = cosine * residual
    residual *= sine
    var w = v
    accumulate(-lastEpsilon, w1, into: &w)
    accumulate(-delta, w2, into: &w)
    multiply(&w, by: 1 / gamma)
    accumulate(phi, w, into: &pass.x)
    (w1, w2) = (w2, w)
    // The space is exhausted: what is left of the residual stays.
    if beta <= 0x1p-52 * size { residual = 0 }
  }
}
