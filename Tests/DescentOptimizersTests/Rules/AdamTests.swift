import DescentOptimizers
import Foundation
import Testing

@Suite struct AdamTests {
  @Test func `a constant gradient gives its sign at every step`() {
    let points = trajectory(
      Optimizer(Adam(), learningRate: 1), from: [0, 0],
      gradients: [[Double]](repeating: [2, -0.5], count: 25))
    // ε is 1e-8 beside gradients of size 1.
    expectClose(points, (1...25).map { [-Double($0), Double($0)] }, relative: 1e-7)
  }

  @Test func `scaling the gradients changes nothing while epsilon is small`() {
    let gradients = randomGradients(25, count: 3, seed: 6)
    let scaled = gradients.map { $0.map { 1000 * $0 } }
    let optimizer = Optimizer(Adam.with { $0.epsilon = 1e-14 })
    expectClose(
      trajectory(optimizer, from: [1, 2, 3], gradients: scaled),
      trajectory(optimizer, from: [1, 2, 3], gradients: gradients), relative: 1e-12)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `twenty steps follow Algorithm 1`(seed: UInt64) {
    let gradients = randomGradients(20, count: 1, seed: seed)
    let rule = Adam.with {
      $0.beta1 = 0.8
      $0.beta2 = 0.95
      $0.epsilon = 0.01
    }
    var (p, m, v) = (0.5, 0.0, 0.0)  // one coordinate, from the paper, not from Adam.swift
    let expected = gradients.enumerated().map { k, g in
      m = 0.8 * m + (1 - 0.8) * g[0]
      v = 0.95 * v + (1 - 0.95) * g[0] * g[0]
      let mHat = m / (1 - pow(0.8, Double(k + 1)))
      let vHat = v / (1 - pow(0.95, Double(k + 1)))
      p -= 0.1 * mHat / (vHat.squareRoot() + 0.01)
      return [p]
    }
    let optimizer = Optimizer(rule, learningRate: 0.1)
    let found = trajectory(optimizer, from: [0.5], gradients: gradients)
    expectClose(found, expected, relative: 1e-13, "seed \(seed)")
  }
}
