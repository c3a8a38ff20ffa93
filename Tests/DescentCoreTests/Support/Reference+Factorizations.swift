@testable import DescentCore

// Factorizations as textbooks write them, of small matrices given as rows.

extension Reference {
  /// The matrices of the last two axes, each as rows.
  var matrices: [[[Double]]] {
    let (rows, columns) = (shape[shape.rank - 2], shape[shape.rank - 1])
    return stride(from: 0, to: values.count, by: rows * columns).map { start in
      (0..<rows).map { Array(values[start + $0 * columns..<start + ($0 + 1) * columns]) }
    }
  }
}

func transposed(_ a: [[Double]]) -> [[Double]] {
  (a.first ?? []).indices.map { column in a.map { $0[column] } }
}

/// L of A = L·Lᵀ, column by column, in row-major order; NaN where a pivot is not positive.
func choleskyFactor(_ a: [[Double]]) -> [Double] {
  let n = a.count
  var l = [[Double]](repeating: [Double](repeating: 0, count: n), count: n)
  for j in 0..<n {
    let pivot = a[j][j] - (0..<j).reduce(0) { $0 + l[j][$1] * l[j][$1] }
    if !(pivot > 0) { return [Double](repeating: .nan, count: n * n) }
    l[j][j] = pivot.squareRoot()
    for i in j + 1..<max(n, j + 1) {
      l[i][j] = (a[i][j] - (0..<j).reduce(0) { $0 + l[i][$1] * l[j][$1] }) / l[j][j]
    }
  }
  return Array(l.joined())
}

/// X of L·X = B by forward, or of Lᵀ·X = B by backward substitution, in row-major order.
func solution(_ l: [[Double]], _ b: [[Double]], isTransposed: Bool) -> [Double] {
  let n = l.count
  var x = b
  for i in isTransposed ? Array((0..<n).reversed()) : Array(0..<n) {
    for k in isTransposed ? Array(i + 1..<max(n, i + 1)) : Array(0..<i) {
      let factor = isTransposed ? l[k][i] : l[i][k]
      for column in x[i].indices { x[i][column] -= factor * x[k][column] }
    }
    for column in x[i].indices { x[i][column] /= l[i][i] }
  }
  return Array(x.joined())
}

/// The eigenvalues of a symmetric matrix, rising, then for each its eigenvector, by Jacobi's
/// rotations.
func eigenpairs(_ a: [[Double]]) -> [Double] {
  let n = a.count
  var a = a
  var v = (0..<n).map { row in (0..<n).map { $0 == row ? 1.0 : 0 } }  // eigenvectors by rows
  for _ in 0..<30 {
    for p in 0..<n {
      for q in p + 1..<max(n, p + 1) where a[p][q] != 0 {
        let theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
        let t = (theta < 0 ? -1 : 1) / (abs(theta) + (theta * theta + 1).squareRoot())
        let c = 1 / (t * t + 1).squareRoot()
        let s = t * c
        for k in 0..<n {
          (a[k][p], a[k][q]) = (c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q])
        }
        for k in 0..<n {
          (a[p][k], a[q][k]) = (c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k])
        }
        for k in 0..<n {
          (v[p][k], v[q][k]) = (c * v[p][k] - s * v[q][k], s * v[p][k] + c * v[q][k])
        }
      }
    }
  }
  let order = (0..<n).sorted { a[$0][$0] < a[$1][$1] }
  return order.map { a[$0][$0] } + order.flatMap { v[$0] }
}
