import Foundation

extension Matrix {
  var transposed: Matrix { self[0].indices.map { j in map { $0[j] } } }
}

func trace(_ a: Matrix) -> Double { a.indices.reduce(0) { $0 + a[$1][$1] } }

/// a + c·I
func plus(_ a: Matrix, _ c: Double) -> Matrix {
  a.indices.map { i in a[i].indices.map { a[i][$0] + (i == $0 ? c : 0) } }
}

/// By Gauss and Jordan, with pivots.
func inverse(_ a: Matrix) -> Matrix {
  let n = a.count
  var rows = a.indices.map { i in a[i] + (0..<n).map { $0 == i ? 1 : 0 } }
  for column in 0..<n {
    let pivot = (column..<n).max { abs(rows[$0][column]) < abs(rows[$1][column]) }!
    rows.swapAt(column, pivot)
    rows[column] = rows[column].map { $0 / rows[column][column] }
    for i in 0..<n where i != column {
      let factor = rows[i][column]
      rows[i] = zip(rows[i], rows[column]).map { $0 - factor * $1 }
    }
  }
  return rows.map { Array($0[n...]) }
}

/// The eigenvalues of a symmetric matrix, and its eigenvectors in columns, by Jacobi's rotations.
func eigen(_ a: Matrix) -> (values: [Double], vectors: Matrix) {
  var a = a
  var vectors = plus(a.map { $0.map { _ in 0 } }, 1)
  for _ in 0..<60 {
    for p in a.indices {
      for q in p + 1..<a.count where a[p][q] != 0 {
        let theta = 0.5 * atan2(2 * a[p][q], a[p][p] - a[q][q])
        let (c, s) = (cos(theta), sin(theta))
        for k in a.indices {
          (a[k][p], a[k][q]) = (c * a[k][p] + s * a[k][q], c * a[k][q] - s * a[k][p])
        }
        for k in a.indices {
          (a[p][k], a[q][k]) = (c * a[p][k] + s * a[q][k], c * a[q][k] - s * a[p][k])
        }
        for k in a.indices {
          (vectors[k][p], vectors[k][q]) = (
            c * vectors[k][p] + s * vectors[k][q], c * vectors[k][q] - s * vectors[k][p]
          )
        }
      }
    }
  }
  return (a.indices.map { a[$0][$0] }, vectors)
}
