import DescentCore
import DescentOptimizers
import Foundation
import Testing

@Suite struct AdamMiniTests {
  @Test(arguments: [UnitAxis.last, .first])
  func `twenty steps of a matrix and a vector follow the paper`(units: UnitAxis) {
    let rule = AdamMini.with {
      ($0.beta1, $0.beta2, $0.epsilon, $0.units) = (0.75, 0.92, 0.1, units)
    }
    // Two rows of three, and two numbers.
    let blocks =
      (units == .last ? [[0, 3], [1, 4], [2, 5]] : [[0, 1, 2], [3, 4, 5]]) + [[6, 7]]
    let gradients = randomGradients(20, count: 8, seed: 4)
    let start = [1, -2, 3, 0.5, 2, -1, 1, 2]
    var (p, m) = (start, [Double](repeating: 0, count: 8))
    var v = blocks.map { _ in 0.0 }
    let expected = gradients.enumerated().map { index, g in
      let t = Double(index + 1)
      for (b, block) in blocks.enumerated() {
        let mean = block.reduce(0) { $0 + g[$1] * g[$1] } / Double(block.count)
        v[b] = 0.92 * v[b] + 0.08 * mean
        let divisor = (v[b] / (1 - pow(0.92, t))).squareRoot() + 0.1
        for k in block {
          m[k] = 0.75 * m[k] + 0.25 * g[k]
          p[k] -= 0.3 * m[k] / (1 - pow(0.75, t)) / divisor
        }
      }
      return p
    }
    let found = trajectory(
      Optimizer(rule, learningRate: 0.3), from: start, .float64,
      VariableLayout([("W", [2, 3]), ("b", [2])]), gradients: gradients)
    expectClose(found, expected, relative: 1e-12)
  }

  @Test func `where a unit has one number it is Adam`() {
    let gradients = randomGradients(20, count: 3, seed: 5)
    let layout = VariableLayout([("W", [1, 3])])
    let points = [AdamMini() as any UpdateRule, Adam()].map { rule in
      trajectory(
        Optimizer(rule, learningRate: 0.1), from: [1, 2, 3], .float64, layout,
        gradients: gradients)
    }
    expectClose(points[0], points[1], relative: 1e-14)
  }

  @Test func `it remembers one number for each unit beside the mean gradient`() {
    let stepper = Stepper(
      Optimizer(AdamMini()), start: NDArray([Double](repeating: 1, count: 40)),
      VariableLayout([("W", [8, 4]), ("b", [8])]))
    #expect(stepper.state.map(\.shape.count).sorted() == [1, 4, 8, 32])
  }
}
