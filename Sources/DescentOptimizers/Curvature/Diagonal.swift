import DescentCore

/// Which vectors the diagonal of a symmetric operator is estimated with.
public enum DiagonalProbes: Sendable, Hashable {
  /// So many vectors of random signs: unbiased, with a standard error.
  case random(Int)
  /// k vectors, vector c with random signs at the places i with i mod k = c and 0 at the others:
  /// exact where A has no entries at a distance of k, 2k, … from the diagonal, as band matrices.
  case banded(Int)

  var count: Int {
    switch self {
    case .random(let count), .banded(let count): count
    }
  }
}

/// An estimate of the diagonal of a symmetric operator.
public struct DiagonalEstimate: Sendable, Hashable {
  /// The diagonal.
  public let values: [Double]
  /// How far each is expected to be off; nil for banded probes.
  public let standardErrors: [Double]?
  /// Products with the operator that were made.
  public let products: Int
}

/// The diagonal of a symmetric operator, from a few products.
///
///     d = Σ z⊙(A·z) ⊘ Σ z⊙z
///
/// Bekas, Kokiopoulou & Saad 2007, doi:10.1016/j.apnum.2007.01.003; banded probes are
/// those of Curtis, Powell & Reid 1974, with the signs of Tang & Saad 2012. The variance of dᵢ by
/// one vector of random signs is Σ aᵢₖ² over k ≠ i.
public func diagonalEstimate(
  of a: SymmetricOperator, probes: DiagonalProbes = .random(100), seed: UInt64 = 0
) -> DiagonalEstimate {
  diagonalEstimate(dimension: a.dimension, probes, seed: seed) { a($0) }
}

/// The same for products that are not an operator's.
func diagonalEstimate(
  dimension n: Int, _ probes: DiagonalProbes, seed: UInt64, _ product: ([Double]) -> [Double]
) -> DiagonalEstimate {
  require(probes.count > 0, "diagonalEstimate: needs at least one probe, got \(probes.count)")
  var random = RandomSource(seed: seed)
  var sums = [Double](repeating: 0, count: n)
  var (weights, squares) = (sums, sums)
  func add(_ z: [Double]) {
    let product = product(z)
    for i in 0..<n where z[i] != 0 {
      let sample = z[i] * product[i]
      sums[i] += sample
      squares[i] += sample * sample
      weights[i] += z[i] * z[i]
    }
  }
  switch probes {
  case .random(let m):
    for _ in 0..<m { add(random.signs(n)) }
    let values = zip(sums, weights).map { $0 / $1 }
    let errors = (0..<n).map { i in
      guard m > 1 else { return Double.infinity }
      let variance = (squares[i] / Double(m) - values[i] * values[i]) / Double(m - 1)
      return max(0, variance).squareRoot()
    }
    return DiagonalEstimate(values: values, standardErrors: errors, products: m)
  case .banded(let k):
    let signs = random.signs(n)
    for c in 0..<min(k, n) { add(signs.indices.map { $0 % k == c ? signs[$0] : 0 }) }
    return DiagonalEstimate(
      values: zip(sums, weights).map { $0 / $1 }, standardErrors: nil, products: min(k, n))
  }
}
