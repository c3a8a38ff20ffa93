import DescentCore
import DescentOptimizers
import Foundation
import Testing

@Suite struct AdaHessianTests {
  @Test func `where the Hessian is diagonal twenty-five steps follow Algorithm 1`() {
    let rule = AdaHessian.with {
      ($0.beta1, $0.beta2, $0.epsilon) = (0.8, 0.9, 0.01)
      $0.power = 0.6
      $0.interval = 3
    }
    var (p, m, v) = ([1.0, -0.7], [0.0, 0.0], [0.0, 0.0])
    let expected = (1...25).map { t in
      for k in 0..<2 {  // z·(H·z) is the diagonal itself, whatever the signs z
        m[k] = 0.8 * m[k] + 0.2 * (4 * pow(p[k], 3) + 4 * p[k])
        if t % 3 == 1 { v[k] = 0.9 * v[k] + 0.1 * pow(12 * p[k] * p[k] + 4, 2) }
        let curvature = (v[k] / (1 - pow(0.9, Double(t)))).squareRoot()
        p[k] -= 0.2 * m[k] / (1 - pow(0.8, Double(t))) / (pow(curvature, 0.6) + 0.01)
      }
      return p
    }
    let found = trajectory(
      Optimizer(rule, learningRate: 0.2), from: [1, -0.7], steps: 25,
      on: { (square(square($0)) + 2 * square($0)).sum() })
    expectClose(found, expected, relative: 1e-13)
  }

  @Test func `without averages it is Newton's method on a parabola`() {
    let rule = AdaHessian.with { ($0.beta1, $0.beta2, $0.epsilon) = (0.0, 0.0, 0.0) }
    let scales = Tensor(NDArray([2.0, 50]))
    let found = trajectory(
      Optimizer(rule, learningRate: 1), from: [3, -4], steps: 1,
      on: { (scales * square($0)).sum() })
    expectClose(found, [[0, 0]], relative: 1e-14)
  }
}
