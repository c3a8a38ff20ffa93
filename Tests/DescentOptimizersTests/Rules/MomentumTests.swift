import DescentOptimizers
import Foundation
import Testing

@Suite struct MomentumTests {
  @Test(arguments: [0, 0.3, 0.9])
  func `under a constant gradient the velocity is a geometric sum`(dampening: Double) {
    let rule = Momentum.with {
      $0.momentum = 0.8
      $0.dampening = Coefficient(dampening)
    }
    let points = trajectory(
      Optimizer(rule, learningRate: 1), from: [0],
      gradients: [[Double]](repeating: [2], count: 25))
    for t in 1..<25 {  // step t + 1 moves by vₜ₊₁ = µᵗ·g + (1 − τ)·g·(1 − µᵗ)/(1 − µ)
      let kept = pow(0.8, Double(t))
      let v = kept * 2 + (1 - dampening) * 2 * (1 - kept) / (1 - 0.8)
      #expect(abs(points[t - 1][0] - points[t][0] - v) < 1e-12)
    }
    #expect(points[0] == [-2])  // the first gradient is not dampened
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `twenty steps follow torch.optim.SGD`(seed: UInt64) {
    let gradients = randomGradients(20, count: 1, seed: seed)
    let rule = Momentum.with { $0.dampening = 0.4 }
    var (p, buffer) = (0.5, Double?.none)  // written from PyTorch's documentation
    let expected = gradients.map { g in
      buffer = buffer.map { 0.9 * $0 + (1 - 0.4) * g[0] } ?? g[0]
      p -= 0.02 * buffer!
      return [p]
    }
    let optimizer = Optimizer(rule, learningRate: 0.02)
    let found = trajectory(optimizer, from: [0.5], gradients: gradients)
    expectClose(found, expected, relative: 1e-14, "seed \(seed)")
  }
}
