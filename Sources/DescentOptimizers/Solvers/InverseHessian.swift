/// The inverse Hessian as BFGS approximates it: a symmetric matrix, row by row.
///
///     H ← (I − ρ·s·yᵀ)·H·(I − ρ·y·sᵀ) + ρ·s·sᵀ     ρ = 1/yᵀs
///       = H − ρ·(s·(H·y)ᵀ + H·y·sᵀ) + ρ·(1 + ρ·yᵀH·y)·s·sᵀ
///
/// Nocedal & Wright 2006, (6.17).
struct InverseHessian: Hashable {
  let order: Int
  /// Whether nothing is known yet: the matrix is I.
  private(set) var isFresh = true
  private(set) var rows: [Double]

  /// I.
  init(order n: Int) {
    order = n
    rows = [Double](repeating: 0, count: n * n)
    for k in 0..<n { rows[k * n + k] = 1 }
  }

  /// H ← γ·I
  mutating func scale(to gamma: Double) {
    self = InverseHessian(order: order)
    for k in 0..<order { rows[k * order + k] = gamma }
  }

  /// H·v.
  func product(with v: [Double]) -> [Double] {
    // Nothing is known: no need to multiply.
    if isFresh { return v }
    return symmetricProduct(rows, v)
  }

  /// Takes in that y = H⁻¹·s.
  ///
  /// - Precondition: yᵀs > 0.
  mutating func update(s: [Double], y: [Double]) {
    isFresh = false
    let hy = symmetricProduct(rows, y)
    let rho = 1 / dot(s, y)
    let factor = rho * (1 + rho * dot(y, hy))
    let n = order
    for i in 0..<n {
      let (a, b) = (factor * s[i] - rho * hy[i], -rho * s[i])
      for j in 0..<n { rows[i * n + j] += a * s[j] + b * hy[j] }
    }
  }
}

/// A·v of a matrix that is stored row by row.
private func symmetricProduct(_ matrix: [Double], _ v: [Double]) -> [Double] {
  let n = v.count
  var result = [Double](repeating: 0, count: n)
  // By columns, which are rows: the sums are independent, so that they are vector code.
  for i in 0..<n {
    let c = v[i]
    for j in 0..<n { result[j] += c * matrix[i * n + j] }
  }
  return result
}
