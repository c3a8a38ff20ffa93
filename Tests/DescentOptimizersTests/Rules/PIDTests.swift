import DescentOptimizers
import Foundation
import Testing

@Suite struct PIDTests {
  @Test(arguments: [1, 2, 3] as [UInt64])
  func `twenty-five steps follow the controller, its parts being sums over the past`(seed: UInt64) {
    let rule = PID.with { ($0.momentum, $0.integral, $0.derivative) = (0.8, 1.7, 2.6) }
    let gradients = randomGradients(25, count: 3, seed: seed)
    let start = [1, -2, 0.5]
    var theta = start
    let expected = gradients.indices.map { t in
      for k in 0..<3 {
        let integral = (0...t).reduce(0) { $0 + pow(0.8, Double(t - $1)) * gradients[$1][k] }
        let derivative = (0..<t).reduce(0) { sum, s in
          sum + 0.2 * pow(0.8, Double(t - s - 1)) * (gradients[s + 1][k] - gradients[s][k])
        }
        theta[k] -= 0.05 * (gradients[t][k] + 1.7 * integral + 2.6 * derivative)
      }
      return theta
    }
    let found = trajectory(Optimizer(rule, learningRate: 0.05), from: start, gradients: gradients)
    expectClose(found, expected, relative: 1e-13, "seed \(seed)")
  }

  @Test func `under a constant gradient the derivative is 0 and the integral a geometric sum`() {
    let rule = PID.with { ($0.momentum, $0.integral, $0.derivative) = (0.8, 1.7, 100.0) }
    let points = trajectory(
      Optimizer(rule, learningRate: 1), from: [0],
      gradients: [[Double]](repeating: [2], count: 25))
    var p = 0.0
    let expected = (1...25).map { t in
      p -= 2 * (1 + 1.7 * (1 - pow(0.8, Double(t))) / 0.2)
      return [p]
    }
    expectClose(points, expected, relative: 1e-13)
  }
}
