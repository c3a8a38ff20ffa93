import DescentCore

/// Solves A·x = b for a symmetric positive definite A, of which only products are needed.
///
///     α = rᵀz/dᵀAd     x ← x + α·d     r ← r − α·A·d     z = M⁻¹·r
///     d ← z + β·d      β = rᵀz / (rᵀz before)             d₀ = z₀
///
/// Hestenes & Stiefel 1952; Nocedal & Wright 2006, Algorithm 5.3. Where dᵀAd ≤ 0 it stops before
/// that step and hands out d.
///
///     let solution = conjugateGradient({ v in laplacian(v) }, b, tolerance: 1e-12)
///
/// - Parameter product: A·v.
/// - Parameter start: Where to begin; 0 if not given.
/// - Parameter preconditioner: M⁻¹·r with M near A, symmetric and positive definite.
/// - Parameter tolerance: ‖b − A·x‖ ≤ tolerance·‖b‖ ends the iteration.
/// - Parameter iterations: Products at most; ten for each unknown if not given.
public func conjugateGradient(
  _ product: ([Double]) -> [Double], _ b: [Double], from start: [Double]? = nil,
  preconditioner: (([Double]) -> [Double])? = nil, tolerance: Double = 1e-10,
  iterations: Int? = nil
) -> LinearSolution {
  requireSystem("conjugateGradient", b, start, tolerance)
  return refine(
    product, b, from: start, target: tolerance * norm(b), iterations: iterations ?? 10 * b.count
  ) { r, target, iterations in
    pass(product, r, preconditioner, target, iterations)
  }
}

private func pass(
  _ product: ([Double]) -> [Double], _ b: [Double], _ preconditioner: (([Double]) -> [Double])?,
  _ target: Double, _ iterations: Int
) -> LinearPass {
  var result = LinearPass(x: [Double](repeating: 0, count: b.count))
  var r = b
  var z = preconditioner?(r) ?? r
  var d = z
  var rho = dot(r, z)
  while norm(r) > target {
    guard rho > 0 else {
      result.stop = rho.isNaN ? .notFinite : .indefinitePreconditioner
      return result
    }
    guard result.iterations < iterations else {
      result.stop = .iterationLimit
      return result
    }
    let product = product(d)
    let curvature = dot(d, product)
    result.iterations += 1
    guard curvature > 0 else {
      result.stop = curvature.isNaN ? .notFinite : .negativeCurvature(d)
      return result
    }
    let alpha = rho / curvature
    accumulate(alpha, d, into: &result.x)
    accumulate(-alpha, product, into: &r)
    z = preconditioner?(r) ?? r
    let last = rho
    rho = dot(r, z)
    multiply(&d, by: rho / last)
    accumulate(1, z, into: &d)
  }
  return result
}

func requireSystem(_ name: String, _ b: [Double], _ start: [Double]?, _ tolerance: Double) {
  require(
    start == nil || start?.count == b.count,
    "\(name): a start of \(start?.count ?? 0) numbers for a right side of \(b.count)")
  require(tolerance >= 0, "\(name): expected a tolerance of at least 0, got \(tolerance)")
}
