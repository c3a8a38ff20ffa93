import DescentCore
import DescentOptimizers
import Foundation
import Testing

@Suite struct SophiaTests {
  private static func rule(_ estimator: DiagonalEstimator) -> Sophia {
    .with {
      ($0.beta1, $0.beta2) = (0.8, 0.7)
      ($0.gamma, $0.epsilon, $0.weightDecay) = (0.4, 0.05, 0.1)
      ($0.interval, $0.examples, $0.clipping) = (3, 5, 0.9)
      ($0.correctsBias, $0.curvatureIsFirst) = (false, true)
      $0.estimator = estimator
    }
  }

  /// Σ p⁴ − p² has curvature of both signs.
  private let f: @Sendable (Tensor) -> Tensor = { (square(square($0)) - square($0)).sum() }

  @Test(arguments: [DiagonalEstimator.exact, .hutchinson, .gaussNewtonBartlett])
  func `twenty-five steps follow Algorithm 3`(estimator: DiagonalEstimator) {
    var (p, m, h) = ([1.5, -0.3], [0.0, 0.0], [0.0, 0.0])  // from the paper, not Sophia.swift
    let expected = (1...25).map { t in
      for k in 0..<2 {
        let g = 4 * pow(p[k], 3) - 2 * p[k]
        m[k] = 0.8 * m[k] + 0.2 * g
        // The sampled gradient of this test is half the gradient; the Hessian is diagonal.
        let estimate = estimator == .gaussNewtonBartlett ? 5 * g * g / 4 : 12 * p[k] * p[k] - 2
        if t % 3 == 1 { h[k] = 0.7 * h[k] + 0.3 * estimate }
        p[k] -= 0.02 * 0.1 * p[k]
        p[k] -= 0.02 * min(max(m[k] / max(0.4 * h[k], 0.05), -0.9), 0.9)
      }
      return p
    }
    let found = trajectory(
      Optimizer(Self.rule(estimator), learningRate: 0.02), from: [1.5, -0.3], steps: 25, on: f,
      sampled: { p, _ in 0.5 * gradient(of: f, at: p) })
    expectClose(found, expected, relative: 1e-13)
  }

  @Test func `where everything is clipped it is the sign of the momentum`() {
    let rule = Sophia.with { ($0.beta1, $0.weightDecay) = (0.0, 0.0) }
    let points = trajectory(
      Optimizer(rule, learningRate: 0.5), from: [4, -6], steps: 1, on: { square($0).sum() })
    #expect(points == [[3.5, -5.5]])
  }
}
