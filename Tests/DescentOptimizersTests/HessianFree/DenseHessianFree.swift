import DescentCore
import Foundation

@testable import DescentOptimizers

/// Hessian-free optimization with whole matrices in double precision, from Martens 2010 and Martens &
/// Sutskever 2012.
struct DenseHessianFree {
  let problem: NetObjective
  let solver: HessianFree
  var point: [Double]
  var lambda: Double
  /// d₀ of the next step.
  var warm: [Double]?
  var (products, chosen) = (0, 0)
  var (ratio, length) = (Double.nan, 0.0)
  /// Whether two iterates one after the other were as good as each other up to rounding.
  var hasTie = false

  init(_ problem: NetObjective, _ solver: HessianFree) {
    (self.problem, self.solver) = (problem, solver)
    (point, lambda) = (problem.point.doubles, solver.damping)
  }

  private func value(_ x: [Double], _ rows: [Int]) -> Double {
    problem.valueAndGradient(NDArray(x), rows).value
  }

  private func moved(_ d: [Double], _ c: Double = 1) -> [Double] {
    zip(point, d).map { $0 + c * $1 }
  }

  /// Section 4.4 of Martens 2010.
  static func stops(_ phi: [Double], _ epsilon: Double) -> Bool {
    let i = phi.count - 1
    let k = Int(max(10, 0.1 * Double(i)))
    guard i > k, phi[i] < 0 else { return false }
    return (phi[i] - phi[i - k]) / phi[i] < Double(k) * epsilon
  }

  mutating func step(_ rows: [Int], curvature: [Int]) {
    let x = NDArray(point)
    let (f, g) = problem.valueAndGradient(x, rows)
    let weight = solver.structural * lambda
    let b =
      solver.curvature == .hessian
      ? problem.hessianMatrix(x, curvature)
      : problem.gaussNewtonMatrix(x, curvature, structural: weight)
    let iterates = iterates(b, g, preconditioner(x, curvature))
    warm = iterates.isEmpty ? (warm ?? []).map { $0 * solver.decay } : iterates.last!.d

    var best = iterates.count - 1
    let kept = keptNumbers(iterates.count).map { $0 - 1 }
    if solver.backtracks {
      let values = kept.map { value(moved(iterates[$0].d), curvature) }
      hasTie = zip(values, values.dropFirst()).contains { abs($0 - $1) <= 1e-12 * abs($1) }
      var k = kept.count - 1
      while k > 0, values[k - 1] < values[k] { k -= 1 }
      best = kept[k]
    }
    chosen = best + 1
    let d = iterates[best].d
    // gᵀd + ½·dᵀBd: only what damping adds is left out.
    let model = dot(g, d) + 0.5 * dot(d, b.map { dot($0, d) })
    let whole = value(moved(d), rows)
    ratio = model < 0 ? (whole - f) / model : -.infinity
    let before = lambda
    if solver.adaptsDamping {
      if ratio > 0.75 { lambda *= 2.0 / 3 } else if ratio < 0.25 { lambda *= 1.5 }
    }
    length = 1
    while value(moved(d, length), rows) > f + 0.01 * length * dot(g, d) {
      guard solver.searchesLine else {
        (length, warm, lambda) = (0, nil, max(lambda, 1.5 * before))
        return
      }
      length *= 0.8
    }
    point = moved(d, length)
  }

  /// 1, 2, 3, 4, 6, 8, 11, …: each 1.3 times the one before, rounded up; and the last.
  private func keptNumbers(_ count: Int) -> [Int] {
    var numbers: [Int] = []
    var next = 1
    while next <= count {
      numbers.append(next)
      next = Int((1.3 * Double(next)).rounded(.up))
    }
    return numbers.last == count ? numbers : numbers + [count]
  }

  /// diag(mean of ∇fᵢ² + λ)^exponent, with the λ of the penalty.
  private func preconditioner(_ x: NDArray, _ rows: [Int]) -> [Double] {
    guard solver.preconditions else { return [Double](repeating: 1, count: point.count) }
    let decay = zip(problem.net.parameters, problem.decay).flatMap {
      [Double](repeating: $1, count: $0.count)
    }
    return zip(problem.meanSquaredGradients(x, rows), decay).map {
      pow($0 + lambda + $1, solver.exponent)
    }
  }

  /// Preconditioned conjugate gradients on (B + λ)d = −g.
  private mutating func iterates(
    _ b: Matrix, _ g: [Double], _ m: [Double]
  ) -> [(d: [Double], phi: Double)] {
    let a = { [lambda] (v: [Double]) in zip(b, v.indices).map { dot($0, v) + lambda * v[$1] } }
    var x = (warm ?? [Double](repeating: 0, count: g.count)).map { solver.decay * $0 }
    var r = zip(g, a(x)).map { -$0 - $1 }
    var d = zip(r, m).map { $0 / $1 }
    var phis = [0.5 * dot(x, a(x)) + dot(g, x)]
    var result: [(d: [Double], phi: Double)] = []
    products = 1
    while result.count < Int(solver.iterations) {
      products += 1
      let (z, q) = (zip(r, m).map { $0 / $1 }, a(d))
      guard dot(d, q) > 0 else { break }
      let alpha = dot(r, z) / dot(d, q)
      x = zip(x, d).map { $0 + alpha * $1 }
      let next = zip(r, q).map { $0 - alpha * $1 }
      let nextZ = zip(next, m).map { $0 / $1 }
      let beta = dot(next, nextZ) / dot(r, z)
      d = zip(nextZ, d).map { $0 + beta * $1 }
      r = next
      phis.append(0.5 * dot(x, a(x)) + dot(g, x))
      result.append((x, phis.last!))
      if Self.stops(phis, solver.progress) { break }
    }
    return result
  }
}
