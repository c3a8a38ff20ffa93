import DescentCore
import DescentOptimizers
import Foundation
import Testing

@Suite struct SM3Tests {
  @Test func `on a vector it is AdaGrad`() {
    let rule = SM3.with { $0.momentum = 0.0 }
    let gradients = randomGradients(20, count: 2, seed: 8)
    var (p, sum) = ([1.0, -1], [0.0, 0])
    let expected = gradients.map { g in
      for k in 0..<2 {
        sum[k] += g[k] * g[k]
        p[k] -= 0.1 * g[k] / (sum[k] + 1e-8).squareRoot()
      }
      return p
    }
    let found = trajectory(
      Optimizer(rule, learningRate: 0.1), from: [1, -1], gradients: gradients)
    expectClose(found, expected, relative: 1e-13)
  }

  @Test func `on a matrix the sum is the smaller of its row's and its column's largest`() {
    let rule = SM3.with { ($0.momentum, $0.epsilon) = (0.0, 0.0) }
    let points = trajectory(
      Optimizer(rule, learningRate: 1), from: [0, 0, 0, 0], .float64,
      VariableLayout([("W", [2, 2])]), gradients: [[3, 4, 0, 0], [0, 0, 1, 5]])
    // Rows 16 and 0, columns 9 and 16: the second row has min(0, 9) + 1 and min(0, 16) + 25.
    expectClose(points, [[-1, -1, 0, 0], [-1, -1, -1, -1]], relative: 1e-15)
  }
}
