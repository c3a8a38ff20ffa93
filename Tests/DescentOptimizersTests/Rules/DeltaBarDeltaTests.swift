import DescentOptimizers
import Foundation
import Testing

@Suite struct DeltaBarDeltaTests {
  @Test(arguments: [1, 2, 3] as [UInt64])
  func `thirty steps follow Jacobs, whose rates are those of each weight`(seed: UInt64) {
    let rule = DeltaBarDelta.with {
      ($0.kappa, $0.phi, $0.theta, $0.smallest) = (0.3, 0.4, 0.7, 0.5)
    }
    let gradients = randomGradients(30, count: 3, seed: seed)
    let start = [1, -2, 0.5]
    var (w, rate, deltaBar) = (start, [0.1, 0.1, 0.1], [0.0, 0, 0])
    var (grown, shrunk, floored) = (0, 0, 0)
    let expected = gradients.map { delta in
      for k in 0..<3 {
        let agreement = deltaBar[k] * delta[k]
        if agreement > 0 {
          rate[k] += 0.1 * 0.3
          grown += 1
        } else if agreement < 0 {
          rate[k] -= 0.4 * rate[k]
          shrunk += 1
        }
        if rate[k] < 0.1 * 0.5 {
          rate[k] = 0.1 * 0.5
          floored += 1
        }
        deltaBar[k] = (1 - 0.7) * delta[k] + 0.7 * deltaBar[k]
        w[k] -= rate[k] * delta[k]
      }
      return w
    }
    #expect(min(grown, shrunk, floored) > 5, "\(grown) \(shrunk) \(floored)")
    let found = trajectory(Optimizer(rule, learningRate: 0.1), from: start, gradients: gradients)
    expectClose(found, expected, relative: 1e-12, "seed \(seed)")
  }

  @Test func `a constant gradient is followed faster and faster`() {
    let points = trajectory(
      Optimizer(DeltaBarDelta.with { $0.kappa = 0.5 }, learningRate: 1), from: [0],
      gradients: [[Double]](repeating: [2], count: 4))
    expectClose(points, [[-2], [-5], [-9], [-14]], relative: 1e-15)
  }
}
