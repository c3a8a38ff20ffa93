/// The Hessian as L-BFGS-B remembers it, in compact form.
///
///     B = θ·I − W·M·Wᵀ     W = [Y θ·S]     M⁻¹ = [−D Lᵀ; L θ·SᵀS]
///     D = diag(sᵢᵀyᵢ)      L = the part of SᵀY below the diagonal
///
/// Byrd, Nocedal & Schnabel 1994; Byrd, Lu, Nocedal & Zhu 1995, (3.2) to (3.4).
struct CompactHessian {
  /// θ = yᵀy/sᵀy of the last pair.
  private(set) var theta = 1.0
  private(set) var s: [[Double]] = []
  private(set) var y: [[Double]] = []
  /// Inner products of all pairs: SᵀS, SᵀY (row i is that of sᵢ) and YᵀY.
  private var ss: [[Double]] = []
  private var sy: [[Double]] = []
  private var yy: [[Double]] = []
  private var middle: LinearSystem?

  /// m, how many pairs there are; W has 2·m columns.
  var count: Int { s.count }

  /// Adds what a step has shown, if its curvature is enough, and forgets all but the last `limit`.
  ///
  /// - Returns: Whether it was enough: sᵀy > 2⁻⁵²·yᵀy, (3.9) of the paper.
  mutating func add(s newS: [Double], y newY: [Double], keeping limit: Int) -> Bool {
    let (product, square) = (dot(newS, newY), dot(newY, newY))
    guard product > 0x1p-52 * square, square > 0, product.isFinite else { return false }
    if count >= limit { forgetFirst() }
    s.append(newS)
    y.append(newY)
    let last = count - 1
    for i in 0..<last {
      ss[i].append(dot(s[i], newS))
      sy[i].append(dot(s[i], newY))
      yy[i].append(dot(y[i], newY))
    }
    ss.append(ss.map { $0[last] } + [dot(newS, newS)])
    sy.append((0..<last).map { dot(newS, y[$0]) } + [product])
    yy.append(yy.map { $0[last] } + [square])
    theta = square / product
    middle = LinearSystem(middleMatrix, order: 2 * count)
    if middle == nil { self = CompactHessian() }
    return true
  }

  private mutating func forgetFirst() {
    s.removeFirst()
    y.removeFirst()
    func trimmed(_ rows: [[Double]]) -> [[Double]] {
      rows.dropFirst().map { Array($0.dropFirst()) }
    }
    (ss, sy, yy) = (trimmed(ss), trimmed(sy), trimmed(yy))
  }

  /// M⁻¹.
  private var middleMatrix: [Double] {
    let m = count
    var matrix = [Double](repeating: 0, count: 4 * m * m)
    for i in 0..<m {
      matrix[i * 2 * m + i] = -sy[i][i]
      for j in 0..<m {
        matrix[(m + i) * 2 * m + m + j] = theta * ss[i][j]
        if j < i {
          matrix[(m + i) * 2 * m + j] = sy[i][j]
          matrix[j * 2 * m + m + i] = sy[i][j]
        }
      }
    }
    return matrix
  }

  /// M·v.
  func middle(_ v: [Double]) -> [Double] { middle?.solve(v) ?? v }

  /// Row k of W.
  func row(_ k: Int) -> [Double] { y.map { $0[k] } + s.map { theta * $0[k] } }

  /// Wᵀ·v.
  func transposedProduct(_ v: [Double]) -> [Double] {
    y.map { dot($0, v) } + s.map { theta * dot($0, v) }
  }

  /// W·v.
  func product(_ v: [Double], count n: Int) -> [Double] {
    var result = [Double](repeating: 0, count: n)
    for i in 0..<count {
      accumulate(v[i], y[i], into: &result)
      accumulate(theta * v[count + i], s[i], into: &result)
    }
    return result
  }

  /// B⁻¹·v, by the two loops of Nocedal 1980: where every variable is free they lose fewer digits
  /// than the compact form.
  func inverseProduct(_ v: [Double]) -> [Double] {
    var r = v
    var alphas = [Double](repeating: 0, count: count)
    for i in (0..<count).reversed() {
      alphas[i] = dot(s[i], r) / sy[i][i]
      accumulate(-alphas[i], y[i], into: &r)
    }
    multiply(&r, by: 1 / theta)
    for i in 0..<count { accumulate(alphas[i] - dot(y[i], r) / sy[i][i], s[i], into: &r) }
    return r
  }

  /// WᵀZZᵀW, 2m×2m: W's rows of free variables. From all rows and those of the others, if these
  /// are fewer.
  func freeGram(_ isFree: [Bool], free count: Int) -> [Double] {
    let (m, n) = (self.count, isFree.count)
    let isFewer = count < n - count
    let indices = isFree.indices.filter { isFree[$0] == isFewer }
    var columns: [[Double]] = y.map { column in indices.map { column[$0] } }
    columns += s.map { column in indices.map { theta * column[$0] } }
    var gram = [Double](repeating: 0, count: 4 * m * m)
    for i in 0..<2 * m {
      for j in 0...i {
        let part = dot(columns[i], columns[j])
        let value = isFewer ? part : gramOfAll(i, j) - part
        (gram[i * 2 * m + j], gram[j * 2 * m + i]) = (value, value)
      }
    }
    return gram
  }

  /// WᵀW.
  private func gramOfAll(_ i: Int, _ j: Int) -> Double {
    let m = count
    switch (i < m, j < m) {
    case (true, true): return yy[i][j]
    case (false, false): return theta * theta * ss[i - m][j - m]
    case (false, true): return theta * sy[i - m][j]
    case (true, false): return theta * sy[j - m][i]
    }
  }
}
