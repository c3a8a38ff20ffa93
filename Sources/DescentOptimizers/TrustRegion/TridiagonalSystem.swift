import DescentCore

/// A shifted system whose matrix is the T of a Lanczos process, and whose vector is γ₀·e₁.
///
///     T = tridiag(β, α, β)     T + λ·I = L·D·Lᵀ
///
/// Gould, Lucidi, Roma & Toint 1999, section 5. One solution takes time linear in the order.
struct TridiagonalSystem: ShiftedSystem {
  /// α.
  private let diagonal: [Double]
  /// β: entry k is beside α of k and k + 1.
  private let off: [Double]
  private let first: Double
  let least: Double
  let size: Double

  init(diagonal: [Double], off: [Double], first: Double) {
    (self.diagonal, self.off, self.first) = (diagonal, off, first)
    // Gershgorin's circles hold all eigenvalues.
    let last = diagonal.count - 1
    let radii = diagonal.indices.map { k in
      (k > 0 ? abs(off[k - 1]) : 0) + (k < last ? abs(off[k]) : 0)
    }
    var low = zip(diagonal, radii).map { $0 - $1 }.min() ?? 0
    var high = diagonal.min() ?? 0
    size = zip(diagonal, radii).map { abs($0) + $1 }.max() ?? 0
    let width = 0x1p-52 * size
    while high - low > width {
      let middle = 0.5 * (low + high)
      if middle <= low || middle >= high { break }
      if Self.pivots(diagonal, off, -middle) == nil { high = middle } else { low = middle }
    }
    least = low
  }

  var gradientNorm: Double { abs(first) }

  /// By inverse iteration.
  var leftmost: [Double] {
    var u = diagonal.indices.map { $0 % 2 == 0 ? 1.0 : -0.75 }
    var shift = 0x1p-51 * size + .leastNormalMagnitude
    var d = Self.pivots(diagonal, off, shift - least)
    while d == nil {
      shift *= 2
      d = Self.pivots(diagonal, off, shift - least)
    }
    for _ in 0..<4 {
      u = solve(d ?? [], u)
      multiply(&u, by: 1 / norm(u))
    }
    return u
  }

  func solution(_ offset: Double) -> (s: [Double], inner: Double)? {
    guard let d = Self.pivots(diagonal, off, offset - least) else { return nil }
    let s = solve(d, diagonal.indices.map { $0 == 0 ? -first : 0 })
    return (s, dot(s, solve(d, s)))
  }

  /// The diagonal D; nil where it is not positive.
  private static func pivots(
    _ diagonal: [Double], _ off: [Double], _ shift: Double
  ) -> [Double]? {
    var d = diagonal
    for k in d.indices {
      d[k] += shift
      if k > 0 { d[k] -= off[k - 1] * off[k - 1] / d[k - 1] }
      guard d[k] > 0, d[k] < .infinity else { return nil }
    }
    return d
  }

  private func solve(_ d: [Double], _ b: [Double]) -> [Double] {
    var x = b
    for k in x.indices.dropFirst() { x[k] -= off[k - 1] / d[k - 1] * x[k - 1] }
    for k in x.indices { x[k] /= d[k] }
    for k in x.indices.dropLast().reversed() { x[k] -= off[k] / d[k] * x[k + 1] }
    return x
  }
}
