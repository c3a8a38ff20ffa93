import DescentCore
import DescentOptimizers
import Foundation
import Testing

/// Rules that see a matrix as a map: turning the space it maps to turns their steps.
@Suite struct RotationTests {
  private let layout = VariableLayout([("W", [2, 3])])

  /// A 2 × 3 matrix with its columns turned by an angle of which cos = 0.6.
  private func turned(_ x: [Double]) -> [Double] {
    (0..<3).map { 0.6 * x[$0] - 0.8 * x[3 + $0] } + (0..<3).map { 0.8 * x[$0] + 0.6 * x[3 + $0] }
  }

  @Test func `Shampoo, SOAP, GaLore and Muon turn with the gradients, Adam does not`() {
    let start = [1.0, 2, 3, -1, 0.5, 2]
    let gradients = randomGradients(25, count: 6, seed: 11)
    func difference(_ rule: any UpdateRule) -> Double {
      let optimizer = Optimizer(rule, learningRate: 0.1)
      let points = trajectory(optimizer, from: start, .float64, layout, gradients: gradients)
      let other = trajectory(
        optimizer, from: turned(start), .float64, layout, gradients: gradients.map(turned))
      return zip(points, other).flatMap { zip(turned($0), $1).map { abs($0 - $1) } }.max() ?? .nan
    }
    // The inverse roots of Shampoo magnify rounding.
    #expect(difference(Shampoo()) < 1e-9)
    #expect(difference(SOAP.with { $0.interval = 3 }) < 1e-9)
    #expect(difference(Muon()) < 1e-11)
    #expect(difference(GaLore.with { ($0.rank, $0.interval) = (1, 3) }) < 1e-11)
    #expect(difference(Adam()) > 0.01)
  }

  @Test func `the singular values of Muon's steps are close to 1`() {
    let rule = Muon.with {
      $0.weightDecay = 0.0
      $0.scale = .spectralUnclamped
    }
    let gradients = randomGradients(25, count: 6, seed: 12)
    let zero = [Double](repeating: 0, count: 6)
    let points = trajectory(
      Optimizer(rule, learningRate: 1.5.squareRoot()), from: zero, .float64, layout,
      gradients: gradients)
    for (now, before) in zip(points, [zero] + points) {
      let step = zip(now, before).map { $0 - $1 }
      let (a, b) = (step[..<3], step[3...])
      let (aa, bb) = (a.reduce(0) { $0 + $1 * $1 }, b.reduce(0) { $0 + $1 * $1 })
      let ab = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
      let spread = ((aa - bb) * (aa - bb) / 4 + ab * ab).squareRoot()
      // Five iterations leave those that were not tiny between 0.68 and 1.13 (Jordan et al.).
      #expect(((aa + bb) / 2 + spread).squareRoot() < 1.2)
      #expect(((aa + bb) / 2 - spread).squareRoot() > 0.5)
    }
  }

  @Test func `Shampoo's first step on a vector is the gradient over its norm`() {
    let rule = Shampoo.with { $0.epsilon = 0.04 }
    let points = trajectory(
      Optimizer(rule, learningRate: 1), from: [0, 0], gradients: [[0.3, -0.4]])
    let divisor = (0.25 + 0.04).squareRoot()
    expectClose(points, [[-0.3 / divisor, 0.4 / divisor]], relative: 1e-13)
  }
}
