import DescentCore
import DescentOptimizers
import Foundation
import Testing

/// Rules that find their own rate: it makes no difference in which unit the function is measured.
@Suite struct GradientScaleTests {
  private static let rules: [any UpdateRule] = [
    COCOB.with { $0.epsilon = 1e-30 },
    DoG.with { ($0.firstStep, $0.epsilon) = (0.01, 1e-30) },
    DoWG.with { ($0.firstDistance, $0.epsilon) = (0.01, 1e-30) },
    DAdaptSGD.with { $0.dFirst = 0.01 },
    DAdaptAdamW.with { ($0.dFirst, $0.epsilon) = (0.01, 1e-30) },
    Prodigy.with { ($0.dFirst, $0.epsilon) = (0.01, 1e-30) },
  ]

  @Test func `scaling the gradients changes nothing`() {
    let gradients = randomGradients(25, count: 3, seed: 6).map { $0.map { $0 + 0.5 } }
    for rule in Self.rules {
      let optimizer = Optimizer(rule)
      let points = trajectory(optimizer, from: [1, -2, 3], gradients: gradients)
      let scaled = trajectory(
        optimizer, from: [1, -2, 3], gradients: gradients.map { $0.map { 1000 * $0 } })
      expectClose(scaled, points, relative: 1e-11, "\(type(of: rule).name)")
      #expect(points.last! != [1, -2, 3])
    }
  }

  @Test func `the first bet of COCOB is 1/α`() {
    let rule = COCOB.with { $0.alpha = 8.0 }
    expectClose(
      trajectory(Optimizer(rule), from: [1, 2, 3], gradients: [[2, -0.1, 0]]),
      [[1 - 1.0 / 8, 2 + 1.0 / 8, 3]], relative: 1e-15)
  }

  @Test func `the first step of DoG is what it is set to`() {
    let firsts: [(DoG.First, Double)] = [
      (.heuristic, 0.1 * (1 + 5)), (.distance, 0.1), (.learningRate, 0.1 * 2),
    ]
    for (first, length) in firsts {
      let rule = DoG.with { ($0.first, $0.firstStep, $0.epsilon) = (first, 0.1, 1e-30) }
      expectClose(
        trajectory(Optimizer(rule), from: [3, 4], gradients: [[2, 0]]), [[3 - length, 4]],
        relative: 1e-14)
    }
  }
}
