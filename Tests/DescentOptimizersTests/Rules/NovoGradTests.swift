import DescentCore
import DescentOptimizers
import Testing

@Suite struct NovoGradTests {
  @Test(arguments: [1, 2, 3] as [UInt64])
  func `twenty-five steps follow Algorithm 1, decay and all`(seed: UInt64) {
    let rule = NovoGrad.with {
      ($0.beta1, $0.beta2, $0.epsilon) = (0.7, 0.4, 0.2)
      ($0.epsilonRoot, $0.weightDecay) = (0.3, 0.15)
    }
    let gradients = randomGradients(25, count: 3, seed: seed)
    // Two layers, each with a second moment of its own.
    let layers = [0..<2, 2..<3]
    var (w, m, v) = ([1.0, -2, 0.5], [0.0, 0, 0], [0.0, 0])  // from the paper, not NovoGrad.swift
    let expected = gradients.enumerated().map { t, g in
      for (layer, range) in layers.enumerated() {
        let size = range.reduce(0) { $0 + g[$1] * g[$1] }
        v[layer] = t == 0 ? size : 0.4 * v[layer] + 0.6 * size
        let root = (v[layer] + 0.3).squareRoot() + 0.2
        for k in range {
          m[k] = 0.7 * m[k] + (g[k] / root + 0.15 * w[k])
          w[k] -= 0.05 * m[k]
        }
      }
      return w
    }
    let found = trajectory(
      Optimizer(rule, learningRate: 0.05), from: [1, -2, 0.5], .float64,
      VariableLayout([("W", [2]), ("b", [1])]), gradients: gradients)
    expectClose(found, expected, relative: 1e-13, "seed \(seed)")
  }
}
