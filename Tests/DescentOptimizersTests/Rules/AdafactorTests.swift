import DescentCore
import DescentOptimizers
import Foundation
import Testing

@Suite struct AdafactorTests {
  @Test func `where the squares have rank one, factors are as good as the whole`() {
    let layout = VariableLayout([("W", [3, 2])])
    let (rows, columns) = ([1.0, -2, 0.5], [3.0, -0.25])
    let random = randomGradients(25, count: 1, seed: 3)
    let gradients = random.map { c in rows.flatMap { r in columns.map { c[0] * r * $0 } } }
    let points = [true, false].map { isFactored in
      trajectory(
        Optimizer(Adafactor.with { $0.moment.isFactored = isFactored }, learningRate: 0.1),
        from: [1, 2, 3, 4, 5, 6], .float64, layout, gradients: gradients)
    }
    expectClose(points[0], points[1], relative: 1e-13)
  }

  @Test func `the first step is the rate times the size of the parameters`() {
    // u = g/√g² = sign(g), RMS(p) = 5, and without the floor nothing else.
    let points = trajectory(
      Optimizer(Adafactor(), learningRate: 0.1), from: [5, -5], gradients: [[2, -3]])
    expectClose(points, [[4.5, -4.5]], relative: 1e-14)
  }
}
