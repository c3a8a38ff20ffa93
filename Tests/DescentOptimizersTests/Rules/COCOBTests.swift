import DescentOptimizers
import Testing

@Suite struct COCOBTests {
  @Test(arguments: [1, 2, 3] as [UInt64])
  func `thirty steps follow Algorithm 2 where the sum of gradients decides`(seed: UInt64) {
    let rule = COCOB.with { ($0.alpha, $0.epsilon) = (2.5, 0.01) }
    let gradients = randomGradients(30, count: 2, seed: seed).map { $0.map { $0 + 0.3 } }
    let first = [1.0, -2]
    var (w, theta, reward) = (first, [0.0, 0], [0.0, 0])  // from the paper, not from COCOB.swift
    var decides = 0
    let expected = (1...30).map { t in
      for k in 0..<2 {
        // The paper's g is the negative gradient, here at the rate ½.
        let past = gradients.prefix(t).map { -0.5 * $0[k] }
        let g = past[t - 1]
        let largest = past.map(abs).reduce(0.01, max)
        let sum = past.map(abs).reduce(0, +)
        reward[k] = max(reward[k] + (w[k] - first[k]) * g, 0)
        theta[k] += g
        decides += sum + largest > 2.5 * largest ? 1 : 0
        let bet = theta[k] / (largest * max(sum + largest, 2.5 * largest))
        w[k] = first[k] + bet * (largest + reward[k])
      }
      return w
    }
    #expect(decides > 30 && decides < 60)
    let found = trajectory(
      Optimizer(rule, learningRate: 0.5), from: first, gradients: gradients)
    expectClose(found, expected, relative: 1e-13, "seed \(seed)")
  }
}
