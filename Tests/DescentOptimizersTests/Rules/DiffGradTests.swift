import DescentOptimizers
import Foundation
import Testing

@Suite struct DiffGradTests {
  @Test(arguments: [1, 2, 3] as [UInt64])
  func `twenty steps follow the paper`(seed: UInt64) {
    let rule = DiffGrad.with {
      ($0.adam.beta1, $0.adam.beta2, $0.adam.epsilon) = (0.75, 0.92, 0.1)
    }
    let gradients = randomGradients(20, count: 2, seed: seed)
    let start = [1.0, -2]
    var (theta, m, v, before) = (start, [0.0, 0], [0.0, 0], [0.0, 0])
    let expected = gradients.enumerated().map { index, g in
      let t = Double(index + 1)
      for k in 0..<2 {
        m[k] = 0.75 * m[k] + 0.25 * g[k]
        v[k] = 0.92 * v[k] + 0.08 * g[k] * g[k]
        let friction = 1 / (1 + exp(-abs(before[k] - g[k])))
        before[k] = g[k]
        let mHat = m[k] / (1 - pow(0.75, t))
        let vHat = v[k] / (1 - pow(0.92, t))
        theta[k] -= 0.3 * friction * mHat / (vHat.squareRoot() + 0.1)
      }
      return theta
    }
    let found = trajectory(Optimizer(rule, learningRate: 0.3), from: start, gradients: gradients)
    expectClose(found, expected, relative: 1e-12, "seed \(seed)")
  }

  @Test func `where the gradient stays the steps are half of Adam's, after the first`() {
    let points = trajectory(
      Optimizer(DiffGrad.with { $0.adam.epsilon = 0.0 }, learningRate: 1), from: [0],
      gradients: [[Double]](repeating: [1e9], count: 5))
    expectClose(points, [[-1], [-1.5], [-2], [-2.5], [-3]], relative: 1e-14)
  }
}
