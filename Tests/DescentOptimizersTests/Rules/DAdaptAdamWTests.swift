import DescentOptimizers
import Testing

@Suite struct DAdaptAdamWTests {
  @Test(arguments: [true, false], [1, 2] as [UInt64])
  func `thirty steps follow Algorithm 5 while the estimate grows`(
    correctsBias: Bool, seed: UInt64
  ) {
    let rule = DAdaptAdamW.with {
      ($0.beta1, $0.beta2, $0.epsilon, $0.weightDecay) = (0.7, 0.81, 0.3, 0.2)
      ($0.dFirst, $0.correctsBias) = (0.02, correctsBias)
    }
    // No gradient says nothing about the distance.
    let gradients = [[0, 0]] + randomGradients(29, count: 2, seed: seed).map { $0.map { $0 + 1 } }
    var (x, m, v, s) = ([1.0, -2], [0.0, 0], [0.0, 0], [0.0, 0])  // not from DAdaptAdamW.swift
    var (d, r, growths) = (0.02, 0.0, 0)
    var (power1, power2) = (1.0, 1.0)
    let expected = gradients.map { g in
      (power1, power2) = (0.7 * power1, 0.81 * power2)
      let lambda = 0.5 * d * (correctsBias ? (1 - power2).squareRoot() / (1 - power1) : 1)
      var overlap = 0.0
      for k in 0..<2 {
        overlap += g[k] * s[k] / (v[k].squareRoot() + 0.3)
        m[k] = 0.7 * m[k] + 0.3 * lambda * g[k]
        v[k] = 0.81 * v[k] + 0.19 * g[k] * g[k]
        s[k] = 0.9 * s[k] + 0.1 * lambda * g[k]
        x[k] -= m[k] / (v[k].squareRoot() + 0.3) + lambda * 0.2 * x[k]
      }
      r = 0.9 * r + 0.1 * lambda * overlap
      let estimate = g == [0, 0] ? 0 : r / (0.1 * (abs(s[0]) + abs(s[1])))
      (d, growths) = (max(d, estimate), growths + (estimate > d ? 1 : 0))
      return x
    }
    #expect(growths > 3)
    let found = trajectory(Optimizer(rule, learningRate: 0.5), from: [1, -2], gradients: gradients)
    expectClose(found, expected, relative: 1e-12, "seed \(seed)")
  }
}
