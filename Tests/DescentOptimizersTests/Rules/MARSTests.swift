import DescentCore
import DescentOptimizers
import Foundation
import Testing

@Suite struct MARSTests {
  @Test(arguments: [1, 2, 3] as [UInt64], [false, true])
  func `twenty-five steps of two parameters follow Algorithm 2`(seed: UInt64, isExact: Bool) {
    let rule = MARS.with {
      ($0.beta1, $0.beta2, $0.epsilon, $0.gamma) = (0.75, 0.92, 0.15, 0.4)
      $0.isExact = isExact
    }
    let gradients = randomGradients(25, count: 3, seed: seed)
    let start = [1, -2, 0.5]
    var (x, last, m, v) = (start, start, [0.0, 0, 0], [0.0, 0, 0])
    var clips = 0
    let expected = gradients.enumerated().map { k, g in
      let t = Double(k + 1)
      // The function of each step has the curvature 0.5, as for all of a `Stepper`'s.
      let exact = (0..<3).map { g[$0] + 0.5 * (last[$0] - x[$0]) }
      let other = isExact ? exact : k == 0 ? g : gradients[k - 1]
      var c = zip(g, other).map { now, before in now + 0.4 * (0.75 / 0.25) * (now - before) }
      for own in [0..<2, 2..<3] {
        let norm = c[own].reduce(0) { $0 + $1 * $1 }.squareRoot()
        guard norm > 1 else { continue }
        clips += 1
        for i in own { c[i] /= norm }
      }
      last = x
      for i in 0..<3 {
        m[i] = 0.75 * m[i] + 0.25 * c[i]
        v[i] = 0.92 * v[i] + 0.08 * c[i] * c[i]
        let (mean, square) = (m[i] / (1 - pow(0.75, t)), v[i] / (1 - pow(0.92, t)))
        x[i] -= 0.3 * mean / (square.squareRoot() + 0.15)
      }
      return x
    }
    #expect(clips > 10 && clips < 45)
    let found = trajectory(
      Optimizer(rule, learningRate: 0.3), from: start, .float64,
      VariableLayout([("a", [2]), ("b", [1])]), gradients: gradients)
    expectClose(found, expected, relative: 1e-13, "seed \(seed)")
  }

  @Test func `where the function stays the same both forms are the same`() {
    func points(_ isExact: Bool) -> [[Double]] {
      let rule = MARS.with { ($0.gamma, $0.isExact) = (0.4, isExact) }
      return trajectory(Optimizer(rule, learningRate: 0.05), from: [1, -0.7], steps: 25) {
        square(square($0)).sum() + 0.1 * sin($0).sum()
      }
    }
    expectClose(points(true), points(false), relative: 1e-13)
  }

  @Test func `without correction small gradients are Adam's`() {
    let gradients = randomGradients(25, count: 2, seed: 4).map { $0.map { $0 / 10 } }
    let rule = MARS.with { ($0.beta1, $0.beta2, $0.epsilon, $0.gamma) = (0.75, 0.92, 0.15, 0.0) }
    let adam = Adam.with { ($0.beta1, $0.beta2, $0.epsilon) = (0.75, 0.92, 0.15) }
    expectClose(
      trajectory(Optimizer(rule, learningRate: 0.2), from: [2, 1], gradients: gradients),
      trajectory(Optimizer(adam, learningRate: 0.2), from: [2, 1], gradients: gradients),
      relative: 1e-14)
  }
}
