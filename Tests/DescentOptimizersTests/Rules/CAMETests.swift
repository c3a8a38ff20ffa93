import DescentCore
import DescentOptimizers
import Foundation
import Testing

@Suite struct CAMETests {
  @Test(arguments: [1, 2, 3] as [UInt64])
  func `twenty steps of a matrix and a vector follow Algorithm 2`(seed: UInt64) {
    let rule = CAME.with {
      ($0.beta1, $0.beta2, $0.beta3) = (0.75, 0.6, 0.9)
      ($0.epsilon1, $0.epsilon2, $0.clipping) = (0.05, 0.02, 1.1)
    }
    // Some steps are small, so that they are not clipped.
    let gradients = randomGradients(20, count: 8, seed: seed).enumerated().map { t, g in
      g.map { $0 * (t % 3 == 2 ? 0.2 : 1) }
    }
    let start = [1, -2, 3, 0.5, 2, -1, 1, 2]
    var (p, m) = (start, [Double](repeating: 0, count: 8))
    // Means of two rows and three columns, from the paper, not from CAME.swift.
    var (r, c, v) = ([0.0, 0], [0.0, 0, 0], [0.0, 0])
    var (strayRows, strayColumns) = ([0.0, 0], [0.0, 0, 0])
    var clipped = [0, 0]
    let expected = gradients.map { g in
      var u = g
      let squares: [Double] = g.map { $0 * $0 + 0.05 }
      for i in 0..<2 {
        let sum: Double = squares[3 * i..<3 * i + 3].reduce(0, +)
        r[i] = 0.6 * r[i] + 0.4 * sum / 3
      }
      for j in 0..<3 {
        let sum = squares[j] + squares[3 + j]
        c[j] = 0.6 * c[j] + 0.4 * sum / 2
      }
      let rowMean = (r[0] + r[1]) / 2
      for k in 0..<6 { u[k] /= (r[k / 3] * c[k % 3] / rowMean).squareRoot() }
      for k in 0..<2 {
        v[k] = 0.6 * v[k] + 0.4 * squares[6 + k]
        u[6 + k] /= v[k].squareRoot()
      }
      for (part, range) in [0..<6, 6..<8].enumerated() {
        let sum: Double = u[range].reduce(0) { $0 + $1 * $1 }
        let size = (sum / Double(range.count)).squareRoot()
        if size > 1.1 { clipped[part] += 1 }
        for k in range {
          u[k] /= max(1, size / 1.1)
          m[k] = 0.75 * m[k] + 0.25 * u[k]
        }
      }
      let stray: [Double] = zip(u, m).map { pow($0 - $1, 2) + 0.02 }
      for i in 0..<2 {
        let sum: Double = stray[3 * i..<3 * i + 3].reduce(0, +)
        strayRows[i] = 0.9 * strayRows[i] + 0.1 * sum / 3
      }
      for j in 0..<3 {
        let sum = stray[j] + stray[3 + j]
        strayColumns[j] = 0.9 * strayColumns[j] + 0.1 * sum / 2
      }
      let mean = (strayRows[0] + strayRows[1]) / 2
      for k in 0..<6 {
        let s = strayRows[k / 3] * strayColumns[k % 3] / mean
        p[k] -= 0.1 * m[k] / s.squareRoot()
      }
      for k in 6..<8 { p[k] -= 0.1 * m[k] }
      return p
    }
    #expect(clipped.allSatisfy { $0 > 3 && $0 < 17 }, "\(clipped)")
    let found = trajectory(
      Optimizer(rule, learningRate: 0.1), from: start, .float64,
      VariableLayout([("W", [2, 3]), ("b", [2])]), gradients: gradients)
    expectClose(found, expected, relative: 1e-12, "seed \(seed)")
  }

  @Test func `the first step of a vector is 1 - β₁ of the rate, whatever the gradient`() {
    // û is the sign of g where all are of one size.
    let points = trajectory(
      Optimizer(CAME(), learningRate: 0.5), from: [0, 0], gradients: [[300, -300]])
    expectClose(points, [[-0.05, 0.05]], relative: 1e-14)
  }

  /// As for a pixel that is always blank and a unit that is never active.
  @Test(arguments: [
    Optimizer(CAME(), learningRate: 0.1),
    Optimizer(
      Adafactor.with { ($0.moment.floor, $0.moment.epsilon) = (.added, 1e-30) }, learningRate: 0.1),
  ])
  func `where row and column have no gradient float32 stays finite`(optimizer: Optimizer) {
    let points = trajectory(
      optimizer, from: [1, 2, 3, 4], .float32, VariableLayout([("W", [2, 2])]),
      gradients: [[0, 0, 0, 0.7], [0, 0, 0, -0.2]])
    for point in points { #expect(point[0] == 1 && point[3].isFinite, "\(point)") }
  }
}
