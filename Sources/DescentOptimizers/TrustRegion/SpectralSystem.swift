import DescentCore

/// A shifted system by eigenvalues and eigenvectors; steps are in the basis of these.
///
///     H = Vᵀ·diag(μ)·V     s(λ) = −c/(μ + λ)     c = V·g
struct SpectralSystem: ShiftedSystem {
  private let eigen: SymmetricEigen
  private let c: [Double]
  let gradientNorm: Double

  /// - Returns: nil if the matrix is not finite.
  init?(_ hessian: [Double], _ g: [Double]) {
    let n = g.count
    guard let eigen = SymmetricEigen(hessian, order: n) else { return nil }
    self.eigen = eigen
    c = (0..<n).map { k in
      var sum = 0.0
      for i in 0..<n { sum += eigen.vectors[k * n + i] * g[i] }
      return sum
    }
    gradientNorm = norm(g)
  }

  var least: Double { eigen.values[0] }
  var size: Double { max(abs(least), abs(eigen.values[eigen.values.count - 1])) }
  var leftmost: [Double] { c.indices.map { $0 == 0 ? 1 : 0 } }

  func solution(_ offset: Double) -> (s: [Double], inner: Double)? {
    var inner = 0.0
    let s = c.indices.map { k in
      let pivot = (eigen.values[k] - least) + offset
      let s = -c[k] / pivot
      inner += s * s / pivot
      return s
    }
    return (s, inner)
  }

  /// Vᵀ·s: a step in the variables of H.
  func assembled(_ s: [Double]) -> [Double] {
    let n = s.count
    var p = [Double](repeating: 0, count: n)
    for k in 0..<n where s[k] != 0 {
      for i in 0..<n { p[i] += s[k] * eigen.vectors[k * n + i] }
    }
    return p
  }
}
