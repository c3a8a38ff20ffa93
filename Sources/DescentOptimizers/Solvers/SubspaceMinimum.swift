/// The minimum of the model over the variables that the Cauchy point leaves free, kept within the
/// bounds.
///
///     r = Zᵀ(g + θ·(xᶜ − x) − W·M·c)     d = −B̂⁻¹·r
///     B̂⁻¹ = I/θ + ZᵀW·(I − M·WᵀZZᵀW/θ)⁻¹·M·WᵀZ/θ²
///
/// Byrd, Lu, Nocedal & Zhu 1995, section 5.1, the direct primal method. Kept within the bounds by
/// projection; where that does not lead down, by cutting d: Morales & Nocedal 2011, ACM TOMS 38.
struct SubspaceMinimum {
  /// x̄.
  private(set) var point: [Double]

  init(
    from cauchy: CauchyPoint, at x: [Double], gradient g: [Double], _ hessian: CompactHessian,
    _ bounds: Bounds
  ) {
    point = cauchy.point
    let count = cauchy.isFree.count { $0 }
    guard count > 0, hessian.count > 0,
      let d = Self.direction(cauchy, x, g, hessian, free: count)
    else { return }
    var projected = cauchy.point
    for k in x.indices where cauchy.isFree[k] {
      projected[k] = bounds.clamped(cauchy.point[k] + d[k], k)
    }
    var move = projected
    accumulate(-1, x, into: &move)
    if dot(move, g) < 0 {
      point = projected
    } else {
      cut(d, cauchy, bounds)
    }
  }

  /// d; nil where rounding has spoiled the matrix.
  private static func direction(
    _ cauchy: CauchyPoint, _ x: [Double], _ g: [Double], _ hessian: CompactHessian, free count: Int
  ) -> [Double]? {
    if count == x.count {
      // x − B⁻¹·g, seen from xᶜ.
      let p = hessian.inverseProduct(g)
      return x.indices.map { x[$0] - p[$0] - cauchy.point[$0] }
    }
    let (m2, theta) = (2 * hessian.count, hessian.theta)
    var r = hessian.product(hessian.middle(cauchy.c), count: x.count)
    for k in x.indices {
      r[k] = cauchy.isFree[k] ? g[k] + theta * (cauchy.point[k] - x[k]) - r[k] : 0
    }
    let gram = hessian.freeGram(cauchy.isFree, free: count)
    var matrix = [Double](repeating: 0, count: m2 * m2)
    for j in 0..<m2 {
      // The Gram matrix is symmetric: its rows are its columns.
      let column = hessian.middle(Array(gram[j * m2..<(j + 1) * m2]))
      for i in 0..<m2 { matrix[i * m2 + j] = (i == j ? 1 : 0) - column[i] / theta }
    }
    let v = hessian.middle(hessian.transposedProduct(r))
    guard let solution = LinearSystem(matrix, order: m2)?.solve(v) else { return nil }
    var d = hessian.product(solution, count: x.count)
    for k in x.indices {
      d[k] = cauchy.isFree[k] ? -r[k] / theta - d[k] / (theta * theta) : 0
    }
    return d.allSatisfy(\.isFinite) ? d : nil
  }

  /// x̄ = xᶜ + α·d with the largest α ≤ 1 within the bounds.
  private mutating func cut(_ d: [Double], _ cauchy: CauchyPoint, _ bounds: Bounds) {
    let alpha = min(1, bounds.reach(from: cauchy.point, along: d))
    for k in d.indices where cauchy.isFree[k] {
      point[k] = bounds.clamped(cauchy.point[k] + alpha * d[k], k)
    }
  }
}

extension Bounds {
  /// No bounds for `count` variables.
  static func none(count: Int) -> Bounds {
    Bounds(
      lower: [Double](repeating: -.infinity, count: count),
      upper: [Double](repeating: .infinity, count: count))
  }

  /// The largest α for which x + α·d is within the bounds.
  func reach(from x: [Double], along d: [Double]) -> Double {
    var reach = Double.infinity
    for k in x.indices {
      if d[k] > 0 { reach = min(reach, (upper[k] - x[k]) / d[k]) }
      if d[k] < 0 { reach = min(reach, (lower[k] - x[k]) / d[k]) }
    }
    return max(0, reach)
  }
}
