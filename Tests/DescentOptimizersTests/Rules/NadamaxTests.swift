import DescentOptimizers
import Foundation
import Testing

@Suite struct NadamaxTests {
  @Test(arguments: [1, 2, 3] as [UInt64])
  func `thirty steps follow ensmallen's NadaMax`(seed: UInt64) {
    let rule = Nadamax.with {
      ($0.beta1, $0.beta2, $0.epsilon, $0.momentumDecay) = (0.8, 0.7, 0.2, 3)
    }
    let gradients = randomGradients(30, count: 3, seed: seed)
    let start = [1, -2, 0.5]
    var (p, m, u) = (start, [0.0, 0, 0], [0.0, 0, 0])
    var (product, kept) = (1.0, 0)
    let expected = gradients.enumerated().map { index, g in
      let t = Double(index + 1)
      let beta = 0.8 * (1 - 0.5 * pow(0.96, t * 3))
      let next = 0.8 * (1 - 0.5 * pow(0.96, (t + 1) * 3))
      product *= beta
      for k in 0..<3 {
        m[k] = 0.8 * m[k] + 0.2 * g[k]
        if 0.7 * u[k] > abs(g[k]) { kept += 1 }
        u[k] = max(0.7 * u[k], abs(g[k]))
        let mean = (1 - beta) / (1 - product) * g[k] + next / (1 - product * next) * m[k]
        p[k] -= 0.1 * mean / (u[k] + 0.2)
      }
      return p
    }
    #expect(kept > 20 && kept < 70, "\(kept)")
    let found = trajectory(Optimizer(rule, learningRate: 0.1), from: start, gradients: gradients)
    expectClose(found, expected, relative: 1e-12, "seed \(seed)")
  }

  @Test func `scaling the gradients changes nothing while epsilon is 0`() {
    let gradients = randomGradients(25, count: 3, seed: 6)
    let scaled = gradients.map { $0.map { 1024 * $0 } }
    let optimizer = Optimizer(Nadamax.with { $0.epsilon = 0.0 })
    expectClose(
      trajectory(optimizer, from: [1, 2, 3], gradients: scaled),
      trajectory(optimizer, from: [1, 2, 3], gradients: gradients), relative: 1e-14)
  }
}
