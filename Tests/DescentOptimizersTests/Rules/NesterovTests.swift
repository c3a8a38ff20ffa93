import DescentCore
import DescentOptimizers
import Foundation
import Testing

@Suite struct NesterovTests {
  @Test func `under a constant gradient step t is the momentum's step t + 1`() {
    let gradients = [[Double]](repeating: [2], count: 26)
    let rule = Nesterov.with { $0.momentum = 0.8 }
    let ahead = trajectory(Optimizer(rule, learningRate: 1), from: [0], gradients: gradients)
    for t in 1..<26 {  // g + µ·vₜ = vₜ₊₁ = g·(1 − µᵗ⁺¹)/(1 − µ)
      let v = 2 * (1 - pow(0.8, Double(t + 2))) / (1 - 0.8)
      #expect(abs(ahead[t - 1][0] - ahead[t][0] - v) < 1e-12)
    }
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `twenty steps follow torch.optim.SGD`(seed: UInt64) {
    let gradients = randomGradients(20, count: 1, seed: seed)
    var (p, buffer) = (0.5, 0.0)  // written from PyTorch's documentation
    let expected = gradients.map { g in
      buffer = 0.9 * buffer + g[0]
      p -= 0.02 * (g[0] + 0.9 * buffer)
      return [p]
    }
    let optimizer = Optimizer(Nesterov(), learningRate: 0.02)
    let found = trajectory(optimizer, from: [0.5], gradients: gradients)
    expectClose(found, expected, relative: 1e-14, "seed \(seed)")
  }

  @Test func `on a parabola the steps are Sutskever's at the point looked ahead to`() {
    // θ is Sutskever's iterate, p = θ + µ·w the point at which his gradient is taken.
    var (theta, w) = (2.0, 0.0)
    var stepper = Stepper(Optimizer(Nesterov(), learningRate: 0.05), start: .init([2.0]))
    for _ in 1...25 {
      stepper.advance([3 * stepper.parameters.doubles[0]])
      w = 0.9 * w - 0.05 * 3 * (theta + 0.9 * w)
      theta += w
      expectClose([stepper.parameters.doubles], [[theta + 0.9 * w]], relative: 1e-13)
    }
  }
}
