import DescentOptimizers
import Testing

@Suite struct ProdigyTests {
  @Test(arguments: [true, false], [true, false])
  func `thirty steps follow Algorithm 4 while the estimate grows`(
    correctsBias: Bool, isSafeguarded: Bool
  ) {
    let rule = Prodigy.with {
      ($0.beta1, $0.beta2, $0.epsilon, $0.weightDecay) = (0.7, 0.81, 0.3, 0.2)
      ($0.dFirst, $0.dFactor, $0.beta3) = (0.02, 1.5, 0.95)
      ($0.correctsBias, $0.isSafeguarded) = (correctsBias, isSafeguarded)
    }
    let gradients =
      [[0, 0]] + randomGradients(29, count: 2, seed: 2).map { $0.map { $0 + 1 } }
    let start = [1.0, -2]
    var (x, m, v, s) = (start, [0.0, 0], [0.0, 0], [0.0, 0])  // not from Prodigy.swift
    var (d, r, growths) = (0.02, 0.0, 0)
    var (power1, power2) = (1.0, 1.0)
    let expected = gradients.map { g in
      (power1, power2) = (0.7 * power1, 0.81 * power2)
      let gamma = 0.5 * (correctsBias ? (1 - power2).squareRoot() / (1 - power1) : 1)
      r *= 0.95
      for k in 0..<2 {
        m[k] = 0.7 * m[k] + 0.3 * d * g[k]
        v[k] = 0.81 * v[k] + 0.19 * d * d * g[k] * g[k]
        r += gamma * d * d / 0.02 * g[k] * (start[k] - x[k])
        s[k] = 0.95 * s[k] + (isSafeguarded ? 1 : gamma) * d * d / 0.02 * g[k]
      }
      let estimate = g == [0, 0] ? 0 : 1.5 * r / (abs(s[0]) + abs(s[1]))
      let next = max(d, estimate)
      for k in 0..<2 {
        x[k] -= gamma * d * (m[k] / (v[k].squareRoot() + next * 0.3) + 0.2 * x[k])
      }
      (d, growths) = (next, growths + (next > d ? 1 : 0))
      return x
    }
    #expect(growths > 3)
    let found = trajectory(Optimizer(rule, learningRate: 0.5), from: start, gradients: gradients)
    expectClose(found, expected, relative: 1e-12)
  }
}
