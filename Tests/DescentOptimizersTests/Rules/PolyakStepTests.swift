import DescentCore
import DescentOptimizers
import Foundation
import Testing

@Suite struct PolyakStepTests {
  private let parabola: @Sendable (Tensor) -> Tensor = { 0.5 * square($0).sum() + 3 }

  @Test func `on a parabola the distance is halved each step`() {
    for rule in [
      PolyakStep.with { $0.smallest = 3.0 } as any UpdateRule,
      MoMo.with { ($0.beta, $0.model.lowerBound) = (0.0, 3) },
    ] {
      let found = trajectory(
        Optimizer(rule, learningRate: 10), from: [8, -4], steps: 20, on: parabola)
      expectClose(
        found, (1...20).map { [8 * pow(0.5, Double($0)), -4 * pow(0.5, Double($0))] },
        relative: 1e-14)
    }
  }

  @Test func `below the smallest value sps climbs, and sps+ stays`() {
    for (variant, expected) in [(PolyakStep.Variant.sps, 3.0), (.spsPlus, 2)] {
      let rule = PolyakStep.with { ($0.smallest, $0.variant) = (7.0, variant) }
      // f = 5 at 2, two below: (5 − 7)/4 times the gradient 2.
      #expect(trajectory(Optimizer(rule), from: [2], steps: 1, on: parabola) == [[expected]])
    }
  }

  @Test func `the rate is the largest step`() {
    let rule = PolyakStep.with { $0.smallest = -1e6 }
    let found = trajectory(Optimizer(rule, learningRate: 0.25), from: [4], steps: 1, on: parabola)
    #expect(found == [[3]])
  }
}
