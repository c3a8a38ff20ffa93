import DescentOptimizers
import Foundation
import Testing

@Suite struct PadamTests {
  @Test(arguments: [1, 2, 3] as [UInt64])
  func `thirty steps follow the authors' code`(seed: UInt64) {
    let rule = Padam.with {
      ($0.beta1, $0.beta2, $0.epsilon) = (0.75, 0.92, 0.2)
      $0.partial = 0.15
    }
    // Gradients that fall, so that the maximum stays behind.
    let gradients = randomGradients(30, count: 3, seed: seed).enumerated().map { t, g in
      g.map { 4 * $0 * pow(0.85, Double(t)) }
    }
    let start = [1, -2, 0.5]
    var (theta, m, v, highest) = (start, [0.0, 0, 0], [0.0, 0, 0], [0.0, 0, 0])
    var kept = 0
    let expected = gradients.enumerated().map { k, g in
      let t = Double(k + 1)
      let size = 0.1 * (1 - pow(0.92, t)).squareRoot() / (1 - pow(0.75, t))
      for k in 0..<3 {
        m[k] = 0.75 * m[k] + 0.25 * g[k]
        v[k] = 0.92 * v[k] + 0.08 * g[k] * g[k]
        if v[k] < highest[k] { kept += 1 } else { highest[k] = v[k] }
        theta[k] -= size * m[k] / pow(highest[k].squareRoot() + 0.2, 0.3)
      }
      return theta
    }
    #expect(kept > 10)
    let found = trajectory(Optimizer(rule, learningRate: 0.1), from: start, gradients: gradients)
    expectClose(found, expected, relative: 1e-13, "seed \(seed)")
  }

  @Test func `with a power of a half it is AMSGrad`() {
    let gradients = randomGradients(25, count: 2, seed: 4)
    let rule = Padam.with {
      ($0.beta1, $0.beta2, $0.epsilon, $0.partial) = (0.75, 0.92, 0.0, 0.5)
    }
    let full = AMSGrad.with { ($0.beta1, $0.beta2, $0.epsilon) = (0.75, 0.92, 0.0) }
    expectClose(
      trajectory(Optimizer(rule, learningRate: 0.2), from: [2, 1], gradients: gradients),
      trajectory(Optimizer(full, learningRate: 0.2), from: [2, 1], gradients: gradients),
      relative: 1e-13)
  }

  @Test func `a constant gradient ends in steps of its power 1 - 2q`() {
    let rule = Padam.with {
      ($0.beta1, $0.beta2, $0.epsilon, $0.partial) = (0.75, 0.5, 0.0, 0.15)
    }
    let points = trajectory(
      Optimizer(rule, learningRate: 1), from: [0],
      gradients: [[Double]](repeating: [3], count: 80))
    #expect(abs(points[78][0] - points[79][0] - pow(3, 1 - 2 * 0.15)) < 1e-12)
  }
}
