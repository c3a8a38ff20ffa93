import DescentOptimizers
import Foundation
import Testing

@Suite struct QHAdamTests {
  @Test(arguments: [1, 2, 3] as [UInt64])
  func `twenty-five steps follow the paper, its means being weighted sums`(seed: UInt64) {
    let rule = QHAdam.with {
      ($0.beta1, $0.beta2, $0.epsilon) = (0.75, 0.92, 0.15)
      ($0.nu1, $0.nu2) = (0.6, 0.85)
    }
    let gradients = randomGradients(25, count: 3, seed: seed)
    let start = [1, -2, 0.5]
    /// The mean of the first `t` of these, the weight of each being `decay` times the next one's.
    func mean(_ x: [Double], _ t: Int, _ decay: Double) -> Double {
      let weights = (0..<t).map { pow(decay, Double(t - 1 - $0)) }
      return zip(weights, x).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)
    }
    var theta = start
    let expected = (1...25).map { t in
      for k in 0..<3 {
        let g = gradients.map { $0[k] }
        let now = g[t - 1]
        let top = 0.4 * now + 0.6 * mean(g, t, 0.75)
        let square = 0.15 * now * now + 0.85 * mean(g.map { $0 * $0 }, t, 0.92)
        theta[k] -= 0.2 * top / (square.squareRoot() + 0.15)
      }
      return theta
    }
    let found = trajectory(Optimizer(rule, learningRate: 0.2), from: start, gradients: gradients)
    expectClose(found, expected, relative: 1e-13, "seed \(seed)")
  }

  @Test func `with shares of 1 it is Adam, with shares of 0 each step is of the rate`() {
    let gradients = randomGradients(25, count: 2, seed: 4)
    let adam = Adam.with { ($0.beta1, $0.beta2, $0.epsilon) = (0.75, 0.92, 0.15) }
    var rule = QHAdam.with {
      ($0.beta1, $0.beta2, $0.epsilon) = (0.75, 0.92, 0.15)
      ($0.nu1, $0.nu2) = (1.0, 1.0)
    }
    expectClose(
      trajectory(Optimizer(rule, learningRate: 0.2), from: [2, 1], gradients: gradients),
      trajectory(Optimizer(adam, learningRate: 0.2), from: [2, 1], gradients: gradients),
      relative: 1e-14)
    (rule.nu1, rule.nu2, rule.epsilon) = (0.0, 0.0, 0.0)
    expectClose(
      trajectory(Optimizer(rule, learningRate: 0.2), from: [2, 1], gradients: gradients),
      trajectory(Optimizer(SignSGD(), learningRate: 0.2), from: [2, 1], gradients: gradients),
      relative: 1e-14)
  }
}
