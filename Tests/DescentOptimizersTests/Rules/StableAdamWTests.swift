import DescentCore
import DescentOptimizers
import Foundation
import Testing

@Suite struct StableAdamWTests {
  @Test(arguments: [1, 2, 3] as [UInt64])
  func `thirty steps of two tensors follow Algorithm 2`(seed: UInt64) {
    let rule = StableAdamW.with {
      ($0.adam.beta1, $0.adam.beta2, $0.adam.epsilon) = (0.75, 0.92, 0.6)
      ($0.clipping, $0.weightDecay) = (0.9, 0.2)
    }
    // Bursts, and calms in which ε² is above the mean square.
    let gradients = randomGradients(30, count: 6, seed: seed).enumerated().map { t, g in
      g.map { $0 * [1, 0.02, 0.1, 4][t / 2 % 4] }
    }
    let start = [1, -2, 3, 0.5, 2, -1]
    var (theta, v, u) = (start, [Double](repeating: 0, count: 6), [Double](repeating: 0, count: 6))
    var (clipped, floored) = ([0, 0], 0)
    let expected = gradients.enumerated().map { index, g in
      let k = Double(index + 1)
      // The paper's means, whose weights are corrected instead of the means.
      let beta1 = 0.75 * (1 - pow(0.75, k - 1)) / (1 - pow(0.75, k))
      let beta2 = 0.92 * (1 - pow(0.92, k - 1)) / (1 - pow(0.92, k))
      for (part, range) in [0..<4, 4..<6].enumerated() {
        var sum = 0.0
        for j in range {
          v[j] = beta1 * v[j] + (1 - beta1) * g[j]
          u[j] = beta2 * u[j] + (1 - beta2) * g[j] * g[j]
          if u[j] < 0.36 { floored += 1 }
          sum += g[j] * g[j] / max(u[j], 0.36)
        }
        let size = (sum / Double(range.count)).squareRoot()
        if size > 0.9 { clipped[part] += 1 }
        let rate = 0.1 / max(1, size / 0.9)
        for j in range {
          theta[j] = theta[j] - rate * 0.2 * theta[j] - rate * v[j] / (u[j].squareRoot() + 0.6)
        }
      }
      return theta
    }
    #expect(clipped.allSatisfy { $0 > 3 && $0 < 27 } && floored > 5, "\(clipped) \(floored)")
    let found = trajectory(
      Optimizer(rule, learningRate: 0.1), from: start, .float64,
      VariableLayout([("W", [2, 2]), ("b", [2])]), gradients: gradients)
    expectClose(found, expected, relative: 1e-12, "seed \(seed)")
  }

  @Test func `where nothing is clipped it is AdamW`() {
    let gradients = randomGradients(25, count: 3, seed: 6)
    let rule = StableAdamW.with { $0.clipping = 100.0 }
    let adamW = AdamW.with { $0.adam.beta2 = 0.99 }
    expectClose(
      trajectory(Optimizer(rule, learningRate: 0.1), from: [1, 2, 3], gradients: gradients),
      trajectory(Optimizer(adamW, learningRate: 0.1), from: [1, 2, 3], gradients: gradients),
      relative: 1e-14)
  }
}
