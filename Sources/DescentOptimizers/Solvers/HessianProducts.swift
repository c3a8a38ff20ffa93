import DescentCore

extension Oracle {
  /// H·v at a point.
  mutating func product(
    _ matrix: CurvatureMatrix = .hessian, at point: NDArray, _ v: [Double]
  ) -> [Double] {
    product(matrix, at: point, along: NDArray(v).converted(to: point.dtype)).doubles
  }

  /// The diagonal of H at a point, from a few products with banded probes.
  mutating func diagonal(
    of matrix: CurvatureMatrix, at point: NDArray, probes k: Int, seed: UInt64
  ) -> [Double] {
    diagonalEstimate(dimension: point.count, .banded(k), seed: seed) {
      product(matrix, at: point, $0)
    }.values
  }
}

extension [Double] {
  /// D⁻¹·v; v itself for nil.
  func divided(by scale: [Double]?) -> [Double] {
    guard let scale else { return self }
    return indices.map { self[$0] / scale[$0] }
  }
}
