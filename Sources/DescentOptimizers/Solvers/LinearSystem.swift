/// A small linear system, factored with row exchanges.
///
///     P·A = L·U
///
/// Golub & Van Loan 2013, Algorithm 3.4.1.
struct LinearSystem {
  private var a: [Double]
  private var exchanges: [Int] = []
  private let n: Int

  /// That of an n×n matrix, row by row; nil if it is singular.
  init?(_ matrix: [Double], order n: Int) {
    (a, self.n) = (matrix, n)
    for k in 0..<n {
      guard let pivot = (k..<n).max(by: { abs(a[$0 * n + k]) < abs(a[$1 * n + k]) }) else { break }
      guard abs(a[pivot * n + k]) > 0, a[pivot * n + k].isFinite else { return nil }
      if pivot != k { for j in 0..<n { a.swapAt(k * n + j, pivot * n + j) } }
      exchanges.append(pivot)
      for i in k + 1..<max(n, k + 1) {
        let factor = a[i * n + k] / a[k * n + k]
        a[i * n + k] = factor
        for j in k + 1..<n { a[i * n + j] -= factor * a[k * n + j] }
      }
    }
  }

  /// The x with A·x = b.
  func solve(_ b: [Double]) -> [Double] {
    var x = b
    for (k, pivot) in exchanges.enumerated() { x.swapAt(k, pivot) }
    for i in 0..<n { for j in 0..<i { x[i] -= a[i * n + j] * x[j] } }
    for i in (0..<n).reversed() {
      for j in i + 1..<max(n, i + 1) { x[i] -= a[i * n + j] * x[j] }
      x[i] /= a[i * n + i]
    }
    return x
  }
}
