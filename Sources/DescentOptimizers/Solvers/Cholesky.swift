/// The factor L of a small symmetric positive definite matrix, A = L·Lᵀ.
///
///     lᵢⱼ = (aᵢⱼ − Σₖ lᵢₖ·lⱼₖ)/lⱼⱼ     k < j < i
///     lⱼⱼ = √(aⱼⱼ − Σₖ lⱼₖ²)          k < j
///
/// Golub & Van Loan 2013, "Matrix Computations", Algorithm 4.2.1 by rows.
struct Cholesky {
  /// L by rows; above its diagonal stands what was in A.
  private var l: [Double]
  private let n: Int

  /// The factor of the matrix with these rows; nil if it is not positive definite.
  init?(_ matrix: [Double], count n: Int) {
    (l, self.n) = (matrix, n)
    for i in 0..<n {
      for j in 0...i {
        var sum = l[i * n + j]
        for k in 0..<j { sum -= l[i * n + k] * l[j * n + k] }
        if i > j {
          l[i * n + j] = sum / l[j * n + j]
        } else {
          guard sum > 0, sum.isFinite else { return nil }
          l[i * n + i] = sum.squareRoot()
        }
      }
    }
  }

  /// The x with A·x = b: forward substitution in L, back substitution in Lᵀ.
  func solve(_ b: [Double]) -> [Double] {
    var x = b
    for i in 0..<n {
      for k in 0..<i { x[i] -= l[i * n + k] * x[k] }
      x[i] /= l[i * n + i]
    }
    for i in (0..<n).reversed() {
      for k in i + 1..<max(n, i + 1) { x[i] -= l[k * n + i] * x[k] }
      x[i] /= l[i * n + i]
    }
    return x
  }
}
