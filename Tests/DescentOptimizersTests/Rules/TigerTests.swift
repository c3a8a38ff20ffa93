import DescentCore
import DescentOptimizers
import Foundation
import Testing

@Suite struct TigerTests {
  @Test(arguments: [true, false])
  func `twenty steps of a matrix and a vector follow the author's code`(isRelative: Bool) {
    let rule = Tiger.with { ($0.beta, $0.weightDecay, $0.isRelative) = (0.7, 0.3, isRelative) }
    let gradients = randomGradients(20, count: 6, seed: 3)
    let start = [1, -2, 3, 0.5, 2, -1]
    var (p, m) = (start, [Double](repeating: 0, count: 6))
    let expected = gradients.map { g in
      let size = (p[..<4].reduce(0) { $0 + $1 * $1 } / 4).squareRoot()
      for k in 0..<6 {
        m[k] = 0.7 * m[k] + 0.3 * g[k]
        let sign: Double = m[k] > 0 ? 1 : -1
        switch (isRelative, k < 4) {
        case (true, true): p[k] -= 0.1 * size * (sign + 0.3 * p[k])
        case (true, false): p[k] -= 0.1 * 0.5 * sign
        case (false, _): p[k] -= 0.1 * (sign + 0.3 * p[k])
        }
      }
      return p
    }
    let found = trajectory(
      Optimizer(rule, learningRate: 0.1), from: start, .float64,
      VariableLayout([("W", [2, 2]), ("b", [2])]), gradients: gradients)
    expectClose(found, expected, relative: 1e-12)
  }

  @Test func `without decay the steps of a matrix are as long as it is, times the rate`() {
    let rule = Tiger.with { $0.weightDecay = 0.0 }
    let points = trajectory(
      Optimizer(rule, learningRate: 0.1), from: [3, 4, 0, 0], .float64,
      VariableLayout([("W", [2, 2])]), gradients: [[1, -2, 3, 4]])
    expectClose(points, [[2.75, 4.25, -0.25, -0.25]], relative: 1e-14)
  }
}
