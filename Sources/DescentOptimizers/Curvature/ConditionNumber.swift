import DescentCore

/// What is known of the condition number of a symmetric operator after a search.
public struct ConditionEstimate: Sendable, Hashable {
  /// An approximate eigenvalue of A.
  public struct Eigenvalue: Sendable, Hashable {
    /// θ = xᵀAx for a vector x of length 1.
    public let value: Double
    /// ‖A·x − θ·x‖: an eigenvalue of A is as near to θ as that.
    public let residualNorm: Double
  }

  /// The eigenvalue of largest magnitude.
  public let largest: Eigenvalue
  /// The one of smallest magnitude.
  public let smallest: Eigenvalue
  /// ‖A·x‖ for the x of `smallest`: no eigenvalue's magnitude is proved to be smaller.
  public let smallestImage: Double
  /// Products with the operator that were made.
  public let products: Int
  /// Whether the searches for both eigenvalues met their tolerances.
  public let isConverged: Bool

  /// max |λ|/min |λ|, estimated; infinite for a singular operator, and NaN for zero.
  public var value: Double { abs(largest.value) / abs(smallest.value) }

  /// Proved, rounding aside: the condition number is no smaller, since |xᵀAx| ≤ max |λ| and
  /// ‖A·x‖ ≥ min |λ| for every x of length 1.
  public var lowerBound: Double { abs(largest.value) / smallestImage }

  /// What the condition number is at most if the eigenvalues nearest to the two that were found are
  /// the extreme ones, which no finite number of products proves; infinite where the smaller one
  /// may be 0.
  public var likelyUpperBound: Double {
    let least = abs(smallest.value) - smallest.residualNorm
    return least > 0 ? (abs(largest.value) + largest.residualNorm) / least : .infinity
  }
}

/// An estimate of the condition number max |λ|/min |λ| of a symmetric operator.
///
/// The largest magnitude is found by Lanczos' process on A. The smallest eigenvalue is, too; then it
/// is looked for by the process on A⁻¹, whose products are systems solved by conjugate gradients, or
/// by MINRES where A is not positive definite; of a singular system MINRES leaves a residual that A
/// annihilates. Of the vectors found, that which A makes shortest counts, and its residual is that of
/// A, however well the systems were solved.
///
///     let estimate = conditionNumber(of: gaussNewton, damping: 1e-3)
///     print(estimate.lowerBound, estimate.value, estimate.likelyUpperBound)
///
/// - Parameter damping: δ, where A + δ·I is meant.
/// - Parameter tolerance: Of eigenvalues, relative.
/// - Parameter products: Of each search on A, and of each system at most.
/// - Returns: nil if a product is not finite.
public func conditionNumber(
  of a: SymmetricOperator, damping: Double = 0, tolerance: Double = 1e-6, products: Int = 500,
  seed: UInt64 = 0
) -> ConditionEstimate? {
  var count = 0
  let base = a.damped(by: damping)
  let a = SymmetricOperator(dimension: base.dimension) { v in
    count += 1
    return base(v)
  }
  let top = lanczos(a, .largestMagnitude, tolerance: tolerance, products: products, seed: seed)
  let bottom = lanczos(a, .smallest, tolerance: tolerance, products: products, seed: seed)
  guard let largest = top.values.first, let first = bottom.vectors.first else { return nil }
  var candidates = [ImageOfVector(a, first)]
  var isConverged = top.stop == .converged
  // Where A annihilates a vector, there is no inverse.
  if candidates[0].length > 1e-14 * abs(largest) {
    var annihilated: [Double]?
    let inverse = SymmetricOperator(dimension: a.dimension) { b in
      let (x, rest) = solve(a, b, isDefinite: bottom.values[0] > 0, products: products)
      annihilated = rest
      return rest == nil ? x : b.map { _ in .nan }
    }
    let found = lanczos(inverse, .largestMagnitude, tolerance: tolerance, products: 50, seed: seed)
    candidates += ([annihilated].compactMap { $0 } + found.vectors).map { ImageOfVector(a, $0) }
    isConverged = isConverged && (found.stop == .converged || annihilated != nil)
  }
  guard let best = candidates.filter(\.length.isFinite).min(by: { $0.length < $1.length }) else {
    return nil
  }
  return ConditionEstimate(
    largest: .init(value: largest, residualNorm: top.residualNorms[0]), smallest: best.eigenvalue,
    smallestImage: best.length, products: count, isConverged: isConverged)
}

/// What A makes of a vector of length 1.
private struct ImageOfVector {
  let eigenvalue: ConditionEstimate.Eigenvalue
  let length: Double

  init(_ a: SymmetricOperator, _ x: [Double]) {
    var image = a(x)
    length = norm(image)
    let value = dot(x, image)
    accumulate(-value, x, into: &image)
    eigenvalue = .init(value: value, residualNorm: norm(image))
  }
}

/// The x with A·x = b, as far as the products suffice; if A turns out to be singular, a vector of
/// length 1 that it nearly annihilates as well.
private func solve(
  _ a: SymmetricOperator, _ b: [Double], isDefinite: Bool, products: Int
) -> (x: [Double], annihilated: [Double]?) {
  let tolerance = 1e-12
  if isDefinite {
    let solution = conjugateGradient({ a($0) }, b, tolerance: tolerance, iterations: products)
    if solution.stop == .converged { return (solution.x, nil) }
  }
  let solution = minres({ a($0) }, b, tolerance: tolerance, iterations: products)
  guard solution.stop == .leastSquares else { return (solution.x, nil) }
  var rest = b
  accumulate(-1, a(solution.x), into: &rest)
  multiply(&rest, by: 1 / norm(rest))
  return (solution.x, rest)
}
