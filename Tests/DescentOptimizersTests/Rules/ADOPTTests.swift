import DescentOptimizers
import Foundation
import Testing

@Suite struct ADOPTTests {
  @Test(arguments: [true, false], [true, false])
  func `thirty steps follow Algorithm 2 where bounds and the least denominator act`(
    isClipping: Bool, isNesterov: Bool
  ) {
    let rule = ADOPT.with {
      ($0.beta1, $0.beta2, $0.epsilon) = (0.7, 0.9, 0.4)
      ($0.isClipping, $0.usesNesterov) = (isClipping, isNesterov)
    }
    // Gradients of rising and of vanishing size.
    let gradients = randomGradients(30, count: 2, seed: 1).enumerated().map { t, g in
      [g[0] * pow(1.4, Double(t)), g[1] * 0.1]
    }
    var (theta, m, v) = ([1.0, -2], [0.0, 0], [0.0, 0])  // from the paper, not from ADOPT.swift
    var (clipped, floored) = (0, 0)
    let expected = gradients.enumerated().map { index, g in
      for k in 0..<2 {
        guard index > 0 else {
          v[k] = g[k] * g[k]
          continue
        }
        // The paper counts from 0, and clips with cₜ = t^¼ at its step t.
        let bound = pow(Double(index), 0.25)
        let ratio = g[k] / max(v[k].squareRoot(), 0.4)
        let u = isClipping ? min(max(ratio, -bound), bound) : ratio
        (clipped, floored) = (clipped + (u == ratio ? 0 : 1), floored + (v[k] < 0.16 ? 1 : 0))
        m[k] += 0.3 * (u - m[k])
        theta[k] -= 0.05 * (isNesterov ? m[k] + 0.3 * (u - m[k]) : m[k])
        v[k] += 0.1 * (g[k] * g[k] - v[k])
      }
      return theta
    }
    #expect(floored > 20 && (clipped > 3) == isClipping)
    let found = trajectory(
      Optimizer(rule, learningRate: 0.05), from: [1, -2], gradients: gradients)
    expectClose(found, expected, relative: 1e-13)
  }
}
