import DescentCore
import DescentOptimizers
import Foundation
import Testing

@Suite struct DAdaptSGDTests {
  @Test(arguments: [1, 2, 3] as [UInt64])
  func `twenty-five steps follow Algorithm 4 with momentum`(seed: UInt64) {
    let gradients = randomGradients(25, count: 3, seed: seed).map { $0.map { $0 + 1 } }
    let rule = DAdaptSGD.with {
      $0.momentum = 0.6
      $0.dFirst = 0.01
    }
    let start = [1.0, -2, 0.5]
    var (x, s, d, r) = (start, [0.0, 0, 0], 0.01, 0.0)  // from the paper, not from DAdaptSGD.swift
    let firstNorm = gradients[0].reduce(0) { $0 + $1 * $1 }.squareRoot()
    var growths = 0
    let expected = gradients.map { g in
      let lambda = d * 0.7 / firstNorm
      r += lambda * zip(g, s).reduce(0) { $0 + $1.0 * $1.1 }
      for k in 0..<3 { s[k] += lambda * g[k] }
      let estimate = 2 * r / s.reduce(0) { $0 + $1 * $1 }.squareRoot()
      if estimate > d {
        d = estimate
        growths += 1
      }
      for k in 0..<3 { x[k] = 0.6 * x[k] + 0.4 * (start[k] - s[k]) }
      return x
    }
    #expect(growths > 5)
    let found = trajectory(
      Optimizer(rule, learningRate: 0.7), from: start, gradients: gradients)
    expectClose(found, expected, relative: 1e-13, "seed \(seed)")
  }

  @Test func `the estimate grows no faster than it may`() {
    let rule = DAdaptSGD.with {
      $0.momentum = 0.0
      $0.dFirst = 0.01
      $0.growth = 1.5
    }
    let points = trajectory(
      Optimizer(rule, learningRate: 1), from: [0],
      gradients: [[Double]](repeating: [2], count: 8))
    // dₜ₋₁ in steps of the sign of g: d₁ is at its bound from the second step on.
    var (p, d, r, s) = (0.0, 0.01, 0.0, 0.0)
    for point in points {
      let rate = d / 2
      r += rate * 2 * s
      s += rate * 2
      p -= rate * 2
      d = max(d, min(2 * r / abs(s), 1.5 * d))
      expectClose([point], [[p]], relative: 1e-14)
    }
    #expect(d > 0.01 * pow(1.5, 4))
  }

  @Test func `a first gradient of zero is passed over`() {
    let optimizer = Optimizer(DAdaptSGD.with { $0.dFirst = 0.1 }, learningRate: 1)
    let gradients = randomGradients(20, count: 2, seed: 4)
    let late = trajectory(optimizer, from: [1, 2], gradients: [[0, 0]] + gradients)
    expectClose(
      Array(late.dropFirst()), trajectory(optimizer, from: [1, 2], gradients: gradients),
      relative: 1e-14)
  }
}
