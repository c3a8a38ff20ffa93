import DescentOptimizers
import Foundation
import Testing

@Suite struct AdaBoundTests {
  @Test(arguments: [1, 2, 3] as [UInt64])
  func `thirty steps follow Algorithm 2 and the authors' code`(seed: UInt64) throws {
    let rule = AdaBound.with {
      ($0.beta1, $0.beta2, $0.epsilon) = (0.75, 0.92, 0.1)
      ($0.finalRate, $0.gamma) = (0.15, 0.1)
    }
    let gradients = randomGradients(30, count: 3, seed: seed).map {
      zip($0, [0.3, 1, 4]).map { $0 * $1 }
    }
    let start = [1, -2, 0.5]
    var (x, m, v) = (start, [0.0, 0, 0], [0.0, 0, 0])
    var (low, high, inside) = (0, 0, 0)
    let expected = gradients.enumerated().map { k, g in
      let (t, base) = (Double(k + 1), 0.3)
      let rate = base * (1 + cos(.pi * Double(k) / 40)) / 2
      let size = rate * (1 - pow(0.92, t)).squareRoot() / (1 - pow(0.75, t))
      let final = 0.15 * rate / base
      let (lower, upper) = (final * (1 - 1 / (0.1 * t + 1)), final * (1 + 1 / (0.1 * t)))
      for k in 0..<3 {
        m[k] = 0.75 * m[k] + 0.25 * g[k]
        v[k] = 0.92 * v[k] + 0.08 * g[k] * g[k]
        var own = size / (v[k].squareRoot() + 0.1)
        (low, high) = (low + (own < lower ? 1 : 0), high + (own > upper ? 1 : 0))
        inside += own >= lower && own <= upper ? 1 : 0
        own = own < lower ? lower : own > upper ? upper : own
        x[k] -= own * m[k]
      }
      return x
    }
    #expect(min(low, high, inside) > 5)
    let optimizer = Optimizer(
      rule, learningRate: 0.3, schedule: try Schedule("cosine:steps=40"))
    let found = trajectory(optimizer, from: start, gradients: gradients)
    expectClose(found, expected, relative: 1e-13, "seed \(seed)")
  }

  @Test func `bounds that have closed leave the mean gradient at the final rate`() {
    let gradients = randomGradients(25, count: 2, seed: 4)
    let rule = AdaBound.with { ($0.beta1, $0.finalRate, $0.gamma) = (0.75, 0.15, 1e15) }
    let mean = MeanGradient.with { ($0.beta, $0.correctsBias) = (0.75, false) }
    expectClose(
      trajectory(Optimizer(rule, learningRate: 0.01), from: [2, 1], gradients: gradients),
      trajectory(Optimizer(mean, learningRate: 0.15), from: [2, 1], gradients: gradients),
      relative: 1e-13)
  }

  @Test func `bounds that are wide leave Adam with ε beside the raw root`() {
    let gradients = randomGradients(25, count: 2, seed: 5)
    let rule = AdaBound.with { ($0.epsilon, $0.gamma) = (0.0, 1e-12) }
    let adam = Adam.with { $0.epsilon = 0.0 }
    expectClose(
      trajectory(Optimizer(rule, learningRate: 0.01), from: [2, 1], gradients: gradients),
      trajectory(Optimizer(adam, learningRate: 0.01), from: [2, 1], gradients: gradients),
      relative: 1e-13)
  }
}
