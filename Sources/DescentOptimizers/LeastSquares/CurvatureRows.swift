import DescentCore

/// A Gauss-Newton matrix RᵀR + τ·D² of a few rows that stand for all rows of a Jacobian.
///
/// D holds the norms of the columns of R, so that τ has no units.
struct CurvatureRows {
  /// R, row by row.
  let rows: [Double]
  let columns: Int
  /// τ·D².
  private let ridge: [Double]

  init(_ rows: [Double], columns n: Int, damping: Double) {
    (self.rows, columns) = (rows, n)
    var squares = [Double](repeating: 0, count: n)
    for i in 0..<rows.count / n {
      for k in 0..<n { squares[k] += rows[i * n + k] * rows[i * n + k] }
    }
    // A column of zeros would leave its variable free: a little of the others' size holds it.
    let least = 0x1p-40 * largest(squares)
    ridge = squares.map {
      damping * max($0, least) + 0x1p-50 * largest(squares) * ($0 == 0 ? 1 : 0)
    }
  }

  /// (RᵀR + τ·D²)·v.
  func product(_ v: [Double]) -> [Double] {
    let n = columns
    var result = zip(ridge, v).map { $0 * $1 }
    for i in 0..<rows.count / n {
      var sum = 0.0
      for k in 0..<n { sum += rows[i * n + k] * v[k] }
      for k in 0..<n { result[k] += sum * rows[i * n + k] }
    }
    return result
  }

  /// −(RᵀR + τ·D²)⁻¹·g by Cholesky; nil if that matrix is not positive definite by rounding.
  func directionByCholesky(_ g: [Double]) -> [Double]? {
    let n = columns
    var matrix = [Double](repeating: 0, count: n * n)
    for i in 0..<rows.count / n {
      for k in 0..<n {
        let entry = rows[i * n + k]
        if entry == 0 { continue }
        for l in 0...k { matrix[k * n + l] += entry * rows[i * n + l] }
      }
    }
    for k in 0..<n {
      matrix[k * n + k] += ridge[k]
      for l in 0..<k { matrix[l * n + k] = matrix[k * n + l] }
    }
    return CholeskyFactor(matrix, order: n)?.solve(g.map { -$0 })
  }

  /// The same by conjugate gradients, to a residual of `tolerance`·‖g‖, preconditioned by D².
  func directionByConjugateGradient(
    _ g: [Double], tolerance: Double, iterations: Int
  ) -> [Double]? {
    var squares = ridge
    for i in 0..<rows.count / columns {
      for k in 0..<columns { squares[k] += rows[i * columns + k] * rows[i * columns + k] }
    }
    guard squares.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    let solution = conjugateGradient(
      product, g.map { -$0 }, preconditioner: { zip($0, squares).map { $0 / $1 } },
      tolerance: tolerance, iterations: iterations)
    let isMove = solution.x.allSatisfy(\.isFinite) && solution.x.contains { $0 != 0 }
    return isMove ? solution.x : nil
  }
}
