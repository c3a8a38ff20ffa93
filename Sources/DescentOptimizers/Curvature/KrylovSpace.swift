import DescentCore

/// Orthonormal vectors Q, and what a symmetric A is on the space that they span.
///
///     A·Q = Q·T + β·q·eₖᵀ     T = QᵀAQ,  q ⊥ Q
///
/// Lanczos 1950. Every new vector is made orthogonal to all before it, twice, not to the last two
/// alone: by rounding these would let eigenvalues come up again and again (Paige 1971). After a
/// restart T is an arrowhead beside the tridiagonal part (Wu & Simon 2000,
/// doi:10.1137/S0895479898334605, thick restart).
struct KrylovSpace {
  /// Q.
  private(set) var basis: [[Double]] = []
  /// β.
  private(set) var beta = 0.0
  /// Vectors that the space is kept orthogonal to.
  private let excluded: [[Double]]
  /// q, the vector to come.
  private var next: [Double]
  /// The upper triangle of T, column by column.
  private var columns: [[Double]] = []
  /// The largest ‖A·q‖ so far.
  private(set) var size = 0.0

  /// The space that grows from a start, which need not have length 1.
  init(from start: [Double], besides excluded: [[Double]] = []) {
    self.excluded = excluded
    next = start
    multiply(&next, by: 1 / norm(start))
  }

  /// Takes q into the space, by one product.
  ///
  /// - Returns: Whether the product is finite; else nothing is changed.
  mutating func extend(_ a: SymmetricOperator) -> Bool {
    let w = a(next)
    let length = norm(w)
    guard length.isFinite else { return false }
    size = max(size, length)
    basis.append(next)
    let (parts, rest) = orthogonalized(w, against: excluded + basis)
    columns.append(Array(parts.dropFirst(excluded.count)))
    (next, beta) = (rest, norm(rest))
    if isInvariant { beta = 0 } else { multiply(&next, by: 1 / beta) }
    return true
  }

  /// Whether A leads out of the space by no more than rounding.
  var isInvariant: Bool { beta <= 0x1p-40 * size }

  /// Where the space is invariant: a random vector at right angles to it comes next.
  ///
  /// - Returns: false if there is none.
  mutating func renew(_ random: inout RandomSource) -> Bool {
    let others = excluded + basis
    guard others.count < next.count else { return false }
    var length = 0.0
    // What is left of a random vector is hardly ever short.
    for _ in 0..<8 where length < 1e-8 {
      let vector = random.direction(next.count)
      next = orthogonalized(vector, against: others).rest
      length = norm(next)
    }
    multiply(&next, by: 1 / length)
    // The division has made an error of the right angles larger.
    next = orthogonalized(next, against: others).rest
    multiply(&next, by: 1 / norm(next))
    return length > 0
  }

  /// The eigenvalues of T, rising, and its eigenvectors, one in each row; nil if LAPACK fails.
  var ritz: SymmetricEigen? {
    let k = columns.count
    var t = [Double](repeating: 0, count: k * k)
    for (j, column) in columns.enumerated() {
      for (i, entry) in column.enumerated() { (t[i * k + j], t[j * k + i]) = (entry, entry) }
    }
    return SymmetricEigen(t, order: k)
  }

  /// Q·s for row `index` of the eigenvectors of T.
  func vector(_ index: Int, of ritz: SymmetricEigen) -> [Double] {
    var x = [Double](repeating: 0, count: next.count)
    for (i, q) in basis.enumerated() {
      accumulate(ritz.vectors[index * basis.count + i], q, into: &x)
    }
    return x
  }

  /// Leaves of the space what these eigenvectors of T span; q stays.
  mutating func restart(keeping indices: [Int], of ritz: SymmetricEigen) {
    basis = indices.map { vector($0, of: ritz) }
    columns = indices.enumerated().map { position, index in
      [Double](repeating: 0, count: position) + [ritz.values[index]]
    }
  }
}

extension RandomSource {
  /// A vector of n normal numbers: its direction is distributed evenly.
  mutating func direction(_ n: Int) -> [Double] { (0..<n).map { _ in normal() } }
}
