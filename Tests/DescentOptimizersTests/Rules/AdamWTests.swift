import DescentOptimizers
import Foundation
import Testing

@Suite struct AdamWTests {
  @Test func `without gradients the parameters shrink by 1 - rate·decay each step`() {
    let optimizer = Optimizer(AdamW.with { $0.weightDecay = 0.5 }, learningRate: 0.1)
    let points = trajectory(
      optimizer, from: [4], gradients: [[Double]](repeating: [0], count: 20))
    expectClose(points, (1...20).map { [4 * pow(0.95, Double($0))] }, relative: 1e-14)
  }

  @Test func `decay does not pass through the moments`() {
    let gradients = randomGradients(20, count: 2, seed: 7)
    let scaled = gradients.map { $0.map { 1000 * $0 } }
    let rule = AdamW.with {
      $0.adam.epsilon = 1e-14
      $0.weightDecay = 0.3
    }
    let optimizer = Optimizer(rule, learningRate: 0.1)
    expectClose(
      trajectory(optimizer, from: [1, -2], gradients: scaled),
      trajectory(optimizer, from: [1, -2], gradients: gradients), relative: 1e-12)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `twenty steps follow torch.optim.AdamW`(seed: UInt64) {
    let gradients = randomGradients(20, count: 1, seed: seed)
    let rule = AdamW.with {
      $0.adam.beta1 = 0.8
      $0.adam.beta2 = 0.95
      $0.adam.epsilon = 0.01
      $0.weightDecay = 0.2
    }
    var (p, m, v) = (0.5, 0.0, 0.0)  // in the order of PyTorch's documentation
    let expected = gradients.enumerated().map { k, g in
      p -= 0.1 * 0.2 * p
      m = 0.8 * m + (1 - 0.8) * g[0]
      v = 0.95 * v + (1 - 0.95) * g[0] * g[0]
      let mHat = m / (1 - pow(0.8, Double(k + 1)))
      let vHat = v / (1 - pow(0.95, Double(k + 1)))
      p -= 0.1 * mHat / (vHat.squareRoot() + 0.01)
      return [p]
    }
    let optimizer = Optimizer(rule, learningRate: 0.1)
    let found = trajectory(optimizer, from: [0.5], gradients: gradients)
    expectClose(found, expected, relative: 1e-13, "seed \(seed)")
  }
}
