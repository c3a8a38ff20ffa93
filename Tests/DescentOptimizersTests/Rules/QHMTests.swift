import DescentOptimizers
import Foundation
import Testing

@Suite struct QHMTests {
  @Test(arguments: [1, 2, 3] as [UInt64])
  func `twenty-five steps follow equations 3 and 4`(seed: UInt64) {
    let rule = QHM.with { ($0.beta, $0.nu) = (0.8, 0.35) }
    let gradients = randomGradients(25, count: 3, seed: seed)
    let start = [1, -2, 0.5]
    var (theta, buffer) = (start, [0.0, 0, 0])
    let expected = gradients.map { g in
      for k in 0..<3 {
        buffer[k] = 0.8 * buffer[k] + 0.2 * g[k]
        theta[k] -= 0.3 * (0.65 * g[k] + 0.35 * buffer[k])
      }
      return theta
    }
    let found = trajectory(Optimizer(rule, learningRate: 0.3), from: start, gradients: gradients)
    expectClose(found, expected, relative: 1e-13, "seed \(seed)")
  }

  @Test func `with a share of 1 each gradient has moved by 1 - its decay`() {
    let gradients = randomGradients(25, count: 1, seed: 4)
    let rule = QHM.with { ($0.beta, $0.nu) = (0.8, 1.0) }
    let found = trajectory(Optimizer(rule, learningRate: 0.3), from: [2], gradients: gradients)
    let expected = (1...25).map { t in
      [(0..<t).reduce(2) { $0 - 0.3 * (1 - pow(0.8, Double(t - $1))) * gradients[$1][0] }]
    }
    expectClose(found, expected, relative: 1e-13)
  }

  @Test func `with a share of 0 it is gradient descent`() {
    let gradients = randomGradients(25, count: 2, seed: 5)
    let rule = QHM.with { $0.nu = 0.0 }
    #expect(
      trajectory(Optimizer(rule, learningRate: 0.3), from: [2, 1], gradients: gradients)
        == trajectory(Optimizer(SGD(), learningRate: 0.3), from: [2, 1], gradients: gradients))
  }
}
