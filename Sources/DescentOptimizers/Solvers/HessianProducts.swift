import DescentCore

extension Oracle {
  /// H·v at a point.
  mutating func product(at point: NDArray, _ v: [Double]) -> [Double] {
    hessianVector(at: point, along: NDArray(v).converted(to: point.dtype)).doubles
  }

  /// The diagonal of H at a point, from a few products.
  ///
  ///     dᵢ = vᵢ·(H·v)ᵢ with vᵢ = ±1 for i mod k = c, else 0;     c = 0, …, k − 1
  ///
  /// Exact where H has no entries at a distance of k, 2k, … from the diagonal: band matrices (Curtis,
  /// Powell & Reid 1974). Else its mean over the signs is (Hutchinson 1990; Tang & Saad 2012).
  mutating func hessianDiagonal(at point: NDArray, probes k: Int, seed: UInt64) -> [Double] {
    var random = RandomSource(seed: seed)
    let signs = (0..<point.count).map { _ in random.next() & 1 == 0 ? 1.0 : -1.0 }
    var diagonal = signs
    for c in 0..<min(k, point.count) {
      let v = signs.indices.map { $0 % k == c ? signs[$0] : 0 }
      let product = product(at: point, v)
      for i in stride(from: c, to: point.count, by: k) { diagonal[i] *= product[i] }
    }
    return diagonal
  }
}

extension [Double] {
  /// D⁻¹·v; v itself for nil.
  func divided(by scale: [Double]?) -> [Double] {
    guard let scale else { return self }
    return indices.map { self[$0] / scale[$0] }
  }
}
