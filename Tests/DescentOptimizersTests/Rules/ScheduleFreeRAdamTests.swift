import DescentCore
import DescentOptimizers
import Foundation
import Testing

@Suite struct ScheduleFreeRAdamTests {
  @Test(arguments: [true, false])
  func `thirty steps and their average, decay and all`(isSilent: Bool) {
    let rule = ScheduleFreeRAdam.with {
      ($0.averaging.beta, $0.averaging.stepPower, $0.averaging.ratePower) = (0.8, 1.5, 1.2)
      ($0.beta2, $0.epsilon, $0.weightDecay) = (0.9, 0.2, 0.3)
      $0.isSilent = isSilent
    }
    let gradients = randomGradients(30, count: 2, seed: 4)
    var (x, y, z, v) = ([1.0, -2], [1.0, -2], [1.0, -2], [0.0, 0])
    var (weights, largest, early) = (0.0, 0.0, 0)  // from the papers, not from the rule's file
    let limit = 2 / (1 - 0.9) - 1
    var averages: [[Double]] = []
    let expected = gradients.enumerated().map { index, g in
      let t = Double(index + 1)
      let rho = limit - 2 * t * pow(0.9, t) / (1 - pow(0.9, t))
      let isEarly = rho <= 4
      let (numerator, denominator) =
        ((rho - 4) * (rho - 2) * limit, (limit - 4) * (limit - 2) * rho)
      let rate = 0.1 * (isEarly ? (isSilent ? 0 : 1) : (numerator / denominator).squareRoot())
      early += isEarly ? 1 : 0
      largest = max(largest, rate)
      let weight = pow(t, 1.5) * pow(largest, 1.2)
      weights += weight
      let c = weights == 0 ? 0 : weight / weights
      for k in 0..<2 {
        v[k] = 0.9 * v[k] + 0.1 * g[k] * g[k]
        let root = (v[k] / (1 - pow(0.9, t))).squareRoot() + 0.2
        z[k] -= rate * ((isEarly ? g[k] : g[k] / root) + 0.3 * y[k])
        x[k] += c * (z[k] - x[k])
        y[k] = 0.2 * z[k] + 0.8 * x[k]
      }
      averages.append(x)
      return y
    }
    #expect(early > 2 && early < 10)
    var stepper = Stepper(Optimizer(rule, learningRate: 0.1), start: NDArray([1.0, -2]))
    var found: (points: [[Double]], averages: [[Double]]) = ([], [])
    for gradient in gradients {
      stepper.advance(gradient)
      found.points.append(stepper.parameters.doubles)
      found.averages.append(stepper.evaluationPoint.doubles)
    }
    expectClose(found.points, expected, relative: 1e-12)
    expectClose(found.averages, averages, relative: 1e-12)
  }
}
