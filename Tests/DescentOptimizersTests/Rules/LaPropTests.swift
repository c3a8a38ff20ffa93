import DescentOptimizers
import Foundation
import Testing

@Suite struct LaPropTests {
  @Test(arguments: [1, 2, 3] as [UInt64])
  func `twenty-five steps follow Algorithm 1`(seed: UInt64) {
    let rule = LaProp.with { ($0.beta1, $0.beta2, $0.epsilon) = (0.75, 0.92, 0.15) }
    let gradients = randomGradients(25, count: 3, seed: seed)
    let start = [1, -2, 0.5]
    let (mu, nu) = (0.75, 0.92)
    var (theta, m, n) = (start, [0.0, 0, 0], [0.0, 0, 0])
    var (cm, cn) = (0.0, 0.0)  // the means of 1: the corrections by their recursion
    let expected = gradients.map { g in
      (cm, cn) = (mu * cm + 1 - mu, nu * cn + 1 - nu)
      for k in 0..<3 {
        n[k] = nu * n[k] + (1 - nu) * g[k] * g[k]
        m[k] = mu * m[k] + (1 - mu) * g[k] / ((n[k] / cn).squareRoot() + 0.15)
        theta[k] -= 0.2 * m[k] / cm
      }
      return theta
    }
    let found = trajectory(Optimizer(rule, learningRate: 0.2), from: start, gradients: gradients)
    expectClose(found, expected, relative: 1e-13, "seed \(seed)")
  }

  @Test func `gradients of one size and sign move by the rate whatever the size`() {
    let rule = LaProp.with { ($0.beta1, $0.beta2, $0.epsilon) = (0.75, 0.92, 0.0) }
    let points = trajectory(
      Optimizer(rule, learningRate: 0.25), from: [1, 1],
      gradients: [[Double]](repeating: [1e-9, -1e9], count: 25))
    let expected = (1...25).map { t in
      let way = 0.25 * Double(t)
      return [1 - way, 1 + way]
    }
    expectClose(points, expected, relative: 1e-13)
  }

  @Test func `without momentum it is Adam without momentum`() {
    let gradients = randomGradients(25, count: 2, seed: 4)
    let rule = LaProp.with { ($0.beta1, $0.beta2, $0.epsilon) = (0.0, 0.92, 0.15) }
    let adam = Adam.with { ($0.beta1, $0.beta2, $0.epsilon) = (0.0, 0.92, 0.15) }
    expectClose(
      trajectory(Optimizer(rule, learningRate: 0.2), from: [2, 1], gradients: gradients),
      trajectory(Optimizer(adam, learningRate: 0.2), from: [2, 1], gradients: gradients),
      relative: 1e-14)
  }
}
