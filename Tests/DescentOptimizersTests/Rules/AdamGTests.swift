import DescentCore
import DescentOptimizers
import Foundation
import Testing

@Suite struct AdamGTests {
  @Test(arguments: [1, 2, 3] as [UInt64])
  func `twenty-five steps follow Algorithm 3`(seed: UInt64) {
    let gradients = randomGradients(25, count: 1, seed: seed)
    let rule = AdamG.with {
      ($0.beta1, $0.beta2, $0.beta3) = (0.8, 0.9, 0.7)
      ($0.factor, $0.power, $0.epsilon) = (0.3, 0.4, 0.01)
    }
    var (p, m, v, r) = (0.5, 0.0, 0.0, 0.0)  // one coordinate, from the paper
    let expected = gradients.enumerated().map { k, g in
      let t = Double(k + 1)
      v = 0.9 * v + 0.1 * g[0] * g[0]
      r = 0.7 * r + 0.3 * (0.3 * pow(v, 0.4))
      m = 0.8 * m + 0.2 * (r * g[0])
      let direction = m / (1 - pow(0.8, t)) / ((v / (1 - pow(0.9, t))).squareRoot() + 0.01)
      p -= min(0.35, 1 / t.squareRoot()) * direction
      return [p]
    }
    let found = trajectory(
      Optimizer(rule, learningRate: 0.35), from: [0.5], gradients: gradients)
    expectClose(found, expected, relative: 1e-13, "seed \(seed)")
  }

  @Test func `the first step is the scale of the first gradient`() {
    // r₁ = (1 − β₃)·p·v₁^q, and m₁/(1 − β₁) over √(v₁/(1 − β₂)) is r₁·sign(g).
    let points = trajectory(Optimizer(AdamG(), learningRate: 1), from: [0], gradients: [[-3]])
    expectClose(points, [[0.05 * 0.2 * pow(0.001 * 9, 0.24)]], relative: 1e-8)
  }
}
