import DescentCore
import DescentOptimizers
import Testing

@Suite struct PlainGradientTests {
  private let rules: [any UpdateRule] = [GradientDescent(), SGD(), MiniBatch()]

  @Test func `on a parabola the distance shrinks by 1 - rate·curvature each step`() {
    for rule in rules {
      var stepper = Stepper(Optimizer(rule, learningRate: 0.1), start: .init([2.0]))
      var expected = 2.0
      for _ in 1...30 {
        stepper.advance([3 * stepper.parameters.doubles[0]])
        expected *= 1 - 0.1 * 3
        expectClose([stepper.parameters.doubles], [[expected]], relative: 1e-15)
      }
    }
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `twenty steps follow the recursion`(seed: UInt64) {
    let gradients = randomGradients(20, count: 1, seed: seed)
    for rule in rules {
      var p = 0.5
      let expected = gradients.map { g in
        p -= 0.01 * g[0]
        return [p]
      }
      let found = trajectory(Optimizer(rule), from: [0.5], gradients: gradients)
      expectClose(found, expected, relative: 1e-14, "seed \(seed)")
    }
  }
}
