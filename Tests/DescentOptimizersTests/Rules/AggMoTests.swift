import DescentOptimizers
import Foundation
import Testing

@Suite struct AggMoTests {
  @Test(arguments: [1, 2, 3] as [UInt64])
  func `twenty-five steps follow the paper, its velocities being sums over the past`(seed: UInt64) {
    let decays = [0.2, 0.6, 0.95]
    let rule = AggMo.with { ($0.momentum1, $0.momentum2, $0.momentum3) = (0.2, 0.6, 0.95) }
    let gradients = randomGradients(25, count: 3, seed: seed)
    let start = [1, -2, 0.5]
    var theta = start
    let expected = gradients.indices.map { t in
      for k in 0..<3 {
        let velocities = decays.map { decay in
          (0...t).reduce(0) { $0 - pow(decay, Double(t - $1)) * gradients[$1][k] }
        }
        theta[k] += 0.05 / 3 * velocities.reduce(0, +)
      }
      return theta
    }
    let found = trajectory(Optimizer(rule, learningRate: 0.05), from: start, gradients: gradients)
    expectClose(found, expected, relative: 1e-13, "seed \(seed)")
  }

  @Test func `with equal decays it is momentum`() {
    let gradients = randomGradients(25, count: 2, seed: 4)
    let rule = AggMo.with { ($0.momentum1, $0.momentum2, $0.momentum3) = (0.8, 0.8, 0.8) }
    let momentum = Momentum.with { $0.momentum = 0.8 }
    expectClose(
      trajectory(Optimizer(rule, learningRate: 0.2), from: [2, 1], gradients: gradients),
      trajectory(Optimizer(momentum, learningRate: 0.2), from: [2, 1], gradients: gradients),
      relative: 1e-14)
  }
}
