import DescentCore

/// A number estimated from random vectors.
public struct RandomEstimate: Sendable, Hashable {
  /// The estimate, the mean over the vectors.
  public let value: Double
  /// How far the mean is expected to be off: the standard deviation over the vectors by the root of
  /// their number; infinite where one vector does not tell.
  public let standardError: Double
  /// Products with the operator that were made.
  public let products: Int

  init(_ samples: [Double], offset: Double = 0, products: Int) {
    let count = Double(samples.count)
    let mean = samples.isEmpty ? 0 : samples.reduce(0, +) / count
    let squares = samples.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    value = offset + mean
    standardError =
      switch samples.count {
      case 0: 0
      case 1: .infinity
      default: (squares / (count - 1) / count).squareRoot()
      }
    self.products = products
  }
}

/// An unbiased estimate of the trace of a symmetric operator, Hutchinson's.
///
///     tr A ≈ 1/m·Σ zᵀAz,  z random signs          variance 2/m·Σ aᵢₖ² over i ≠ k
///
/// Hutchinson 1990, doi:10.1080/03610919008812866. Exact for diagonal matrices.
///
/// - Parameter probes: m, the products.
public func hutchinsonTrace(
  of a: SymmetricOperator, probes m: Int = 100, seed: UInt64 = 0
) -> RandomEstimate {
  require(m > 0, "hutchinsonTrace: needs at least one probe, got \(m)")
  var random = RandomSource(seed: seed)
  let samples = (0..<m).map { _ in
    let z = random.signs(a.dimension)
    return dot(z, a(z))
  }
  return RandomEstimate(samples, products: m)
}

/// An unbiased estimate of the trace of a symmetric operator in which its largest eigenvalues are
/// counted exactly, Hutch++.
///
///     Q an orthonormal basis of A·S          S of m/3 columns, random signs
///     tr A ≈ tr QᵀAQ + 3/m·tr Gᵀ(I − QQᵀ)A(I − QQᵀ)G     G of m/3 columns, random signs
///
/// Meyer, Musco, Musco & Woodruff 2021, arXiv:2010.09649, Algorithm 1. For a positive semidefinite
/// A the error falls as 1/m, Hutchinson's as 1/√m; exact where the rank is at most m/3. The
/// standard error is that of the second term.
///
/// - Parameter products: m, at least 3; what a division by 3 leaves goes to G.
/// - Complexity: m products at most; memory for m/3 vectors and m²/9·n operations beside them.
public func hutchPlusPlusTrace(
  of a: SymmetricOperator, products m: Int = 99, seed: UInt64 = 0
) -> RandomEstimate {
  require(m >= 3, "hutchPlusPlusTrace: needs at least 3 products, got \(m)")
  var random = RandomSource(seed: seed)
  let sketched = min(m / 3, a.dimension)
  var q: [[Double]] = []
  for _ in 0..<sketched {
    let column = a(random.signs(a.dimension))
    var rest = orthogonalized(column, against: q).rest
    let length = norm(rest)
    // What is left of a column that depends on others is rounding error.
    guard length > 1e-12 * norm(column) else { continue }
    multiply(&rest, by: 1 / length)
    q.append(rest)
  }
  let trace = q.reduce(0) { $0 + dot($1, a($1)) }
  guard q.count < a.dimension else {
    return RandomEstimate([], offset: trace, products: sketched + q.count)
  }
  let probes = m - 2 * (m / 3)
  let samples = (0..<probes).map { _ in
    let g = orthogonalized(random.signs(a.dimension), against: q).rest
    return dot(g, a(g))
  }
  return RandomEstimate(samples, offset: trace, products: sketched + q.count + probes)
}
