import DescentCore
import DescentOptimizers
import Foundation
import Testing

@Suite struct HeavyBallTests {
  @Test(arguments: [1, 2, 3] as [UInt64])
  func `twenty-five steps follow Polyak's equation 9 while the rate falls`(seed: UInt64) throws {
    let optimizer = Optimizer(
      HeavyBall.with { $0.momentum = 0.7 }, learningRate: 0.3,
      schedule: try Schedule("cosine:steps=30"))
    let gradients = randomGradients(25, count: 3, seed: seed)
    let start = [1, -2, 0.5]
    var (x, last) = (start, start)
    let expected = gradients.enumerated().map { t, g in
      let rate = 0.3 * (1 + cos(.pi * Double(t) / 30)) / 2
      (last, x) = (x, (0..<3).map { x[$0] - rate * g[$0] + 0.7 * (x[$0] - last[$0]) })
      return x
    }
    let found = trajectory(optimizer, from: start, gradients: gradients)
    expectClose(found, expected, relative: 1e-13, "seed \(seed)")
  }

  @Test func `with the best momentum for a parabola both roots are 1 - √(rate·curvature)`() {
    // µ = (1 − √(ηλ))², so that xₜ = rᵗ·(1 + (1 − r)·t)·x₀.
    let r = 1 - (0.1 * 2.5).squareRoot()
    var stepper = Stepper(
      Optimizer(HeavyBall.with { $0.momentum = Coefficient(r * r) }, learningRate: 0.1),
      start: .init([3]))
    for t in 1...25 {
      stepper.advance([2.5 * stepper.parameters.doubles[0]])
      let expected = 3 * pow(r, Double(t)) * (1 + (1 - r) * Double(t))
      expectClose([stepper.parameters.doubles], [[expected]], relative: 1e-14)
    }
  }
}
