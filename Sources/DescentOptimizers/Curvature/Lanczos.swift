import DescentCore

/// The eigenvalues at one end of the spectrum of a symmetric operator, and their eigenvectors.
///
///     let top = lanczos(hessian, count: 5)
///     let bottom = lanczos(hessian, .smallest)
///
/// Lanczos' process with full reorthogonalization from a random start. Where the basis is full, it
/// begins anew with the best Ritz vectors (Wu & Simon 2000, doi:10.1137/S0895479898334605), until
///
///     ‖A·x − θ·x‖ ≤ tolerance·max |θ|
///
/// One start sees one eigenvector of an eigenvalue that occurs several times. So what is at right
/// angles to the pairs found is searched as well, and the search goes on while there are better
/// ones. That takes about as many products as one pair more. It is no proof: a start may have next
/// to nothing of an eigenvector in it, though a random one hardly ever does.
///
/// - Parameter count: How many pairs; all at most.
/// - Parameter end: Where they are.
/// - Parameter basis: Vectors kept at most, above `count`; `2·count + 20` if not given.
/// - Parameter products: Products with A at most, but for those of the residuals at the end.
/// - Returns: Fewer pairs where a product was not finite or the products did not suffice for them.
/// - Complexity: A product, and 4·basis·n operations for it; memory for `basis` vectors.
public func lanczos(
  _ a: SymmetricOperator, count: Int = 1, _ end: SpectrumEnd = .largest,
  tolerance: Double = 1e-8, basis: Int? = nil, products: Int = 1000, seed: UInt64 = 0
) -> Eigenpairs {
  require(count > 0, "lanczos: needs a count of at least 1, got \(count)")
  require(tolerance >= 0, "lanczos: expected a tolerance of at least 0, got \(tolerance)")
  let count = min(count, a.dimension)
  let basis = basis ?? 2 * count + 20
  require(basis > count, "lanczos: a basis of \(basis) vectors for \(count) eigenvectors")
  var search = EigenSearch(
    a: a, end: end, tolerance: tolerance, basis: basis, limit: products,
    random: RandomSource(seed: seed))
  var found = search.run(count, besides: [])
  while found.isComplete, found.values.count < a.dimension {
    let other = search.run(1, besides: found.vectors)
    guard other.isComplete else {
      found.stop = other.stop
      break
    }
    guard let value = other.values.first, let least = found.values.last,
      end.rank(value) > end.rank(least) + 2 * tolerance * search.size
    else { break }
    let place = found.values.firstIndex { end.rank($0) < end.rank(value) } ?? count
    found.insert(value, other.vectors[0], residual: other.residualNorms[0], at: place)
    found.removeLast()
    if other.stop == .rounding { found.stop = .rounding }
  }
  found.products = search.products
  return found
}

/// Searches of one operator, one after the other.
private struct EigenSearch {
  let a: SymmetricOperator
  let end: SpectrumEnd
  let tolerance: Double
  let basis: Int
  let limit: Int
  var random: RandomSource
  var products = 0
  /// max |θ|.
  var size = 0.0

  /// The `count` best pairs of the space at right angles to `locked`.
  mutating func run(_ count: Int, besides locked: [[Double]]) -> Eigenpairs {
    let count = min(count, a.dimension - locked.count)
    let capacity = min(basis, a.dimension - locked.count)
    let start = orthogonalized(random.direction(a.dimension), against: locked).rest
    var space = KrylovSpace(from: start, besides: locked)
    while true {
      guard products < limit else { return pairs(space, count, .productLimit) }
      guard space.extend(a) else { return pairs(space, count, .notFinite) }
      products += 1
      let size = space.basis.count
      let isWhole = space.isInvariant && !(size < count && space.renew(&random))
      guard isWhole || size == capacity || size.isMultiple(of: 5) else { continue }
      guard let ritz = space.ritz else { return pairs(space, count, .notFinite) }
      let order = ranked(ritz)
      if isWhole || (size >= count && isConverged(space, ritz, order.prefix(count))) {
        return pairs(space, count, .converged)
      }
      if size == capacity {
        let kept = min(count + (capacity - count) / 2, capacity - 1)
        space.restart(keeping: Array(order.prefix(kept)), of: ritz)
      }
    }
  }

  /// The eigenvalues of T, those that are wanted first.
  private func ranked(_ ritz: SymmetricEigen) -> [Int] {
    ritz.values.indices.sorted { end.rank(ritz.values[$0]) > end.rank(ritz.values[$1]) }
  }

  private mutating func isConverged(
    _ space: KrylovSpace, _ ritz: SymmetricEigen, _ wanted: ArraySlice<Int>
  ) -> Bool {
    size = max(size, largest(ritz.values))
    let k = ritz.values.count
    // Below rounding error there is nothing to wait for.
    let target = max(0.5 * tolerance, 0x1p-52) * size
    return wanted.allSatisfy { space.beta * abs(ritz.vectors[$0 * k + k - 1]) <= target }
  }

  /// What a space has to give, with residuals by products.
  private mutating func pairs(
    _ space: KrylovSpace, _ count: Int, _ stop: Eigenpairs.Stop
  ) -> Eigenpairs {
    var result = Eigenpairs(stop: stop)
    guard !space.basis.isEmpty, let ritz = space.ritz else { return result }
    size = max(size, largest(ritz.values))
    for index in ranked(ritz).prefix(count) {
      let (x, value) = (space.vector(index, of: ritz), ritz.values[index])
      var r = a(x)
      products += 1
      accumulate(-value, x, into: &r)
      result.insert(value, x, residual: norm(r), at: result.values.count)
    }
    let isSmall = result.residualNorms.allSatisfy { $0 <= tolerance * size }
    if stop == .converged, !isSmall { result.stop = .rounding }
    return result
  }
}
