import DescentOptimizers
import Foundation
import Testing

@Suite struct FTRLTests {
  @Test(arguments: [1, 2, 3] as [UInt64])
  func `thirty steps follow Algorithm 1 with the first rate of the schedule`(seed: UInt64) throws {
    let rule = FTRL.with {
      ($0.power, $0.beta, $0.lambda1, $0.lambda2) = (0.4, 0.3, 1.3, 0.7)
      $0.initial = 0.2
    }
    let gradients = randomGradients(30, count: 3, seed: seed)
    let start = [1, -2, 0.5]
    let alpha = 0.6
    var (w, n) = (start, [0.2, 0.2, 0.2])
    var z = start.map { -$0 * (0.3 + pow(0.2, 0.4)) / alpha }  // of which `start` is the leader
    var zeros = 0
    let expected = gradients.map { g in
      for i in 0..<3 {
        let sigma = (pow(n[i] + g[i] * g[i], 0.4) - pow(n[i], 0.4)) / alpha
        z[i] += g[i] - sigma * w[i]
        n[i] += g[i] * g[i]
        if abs(z[i]) <= 1.3 {
          (w[i], zeros) = (0, zeros + 1)
        } else {
          w[i] = -(z[i] - (z[i] < 0 ? -1.3 : 1.3)) / ((0.3 + pow(n[i], 0.4)) / alpha + 0.7)
        }
      }
      return w
    }
    #expect(zeros > 3 && zeros < 80)
    let optimizer = Optimizer(
      rule, learningRate: alpha, schedule: try Schedule("cosine:steps=30"))
    let found = trajectory(optimizer, from: start, gradients: gradients)
    expectClose(found, expected, relative: 1e-13, "seed \(seed)")
    #expect(zip(found, expected).allSatisfy { zip($0, $1).allSatisfy { ($0 == 0) == ($1 == 0) } })
  }

  @Test func `without penalties it is gradient descent at a rate that falls`() {
    let rule = FTRL.with { ($0.power, $0.beta, $0.initial) = (0.4, 0.3, 0.2) }
    let gradients = randomGradients(25, count: 1, seed: 4)
    var (w, n) = (2.0, 0.2)
    let expected = gradients.map { g in
      n += g[0] * g[0]
      w -= 0.6 / (0.3 + pow(n, 0.4)) * g[0]
      return [w]
    }
    let found = trajectory(Optimizer(rule, learningRate: 0.6), from: [2], gradients: gradients)
    expectClose(found, expected, relative: 1e-13)
  }

  @Test func `an L1 penalty above all sums of gradients gives zeros at once`() {
    let rule = FTRL.with { $0.lambda1 = 1000.0 }
    let gradients = randomGradients(25, count: 2, seed: 5)
    let found = trajectory(Optimizer(rule, learningRate: 0.6), from: [2, -1], gradients: gradients)
    #expect(found.allSatisfy { $0 == [0, 0] })
  }

  @Test func `steps of the rate 0 before the first are as if they had not been`() throws {
    let rule = FTRL.with {
      ($0.power, $0.beta, $0.lambda1, $0.lambda2) = (0.4, 0.3, 0.4, 0.7)
      $0.initial = 0.2
    }
    let gradients = randomGradients(12, count: 3, seed: 6)
    let start = [1, -2, 0.5]
    // 0 for three steps, then 0.3, whatever comes later.
    let late = Optimizer(
      rule, learningRate: 0.6,
      schedule: try Schedule("piecewise:at=3/6,factors=0.5/1,initial=0"))
    let found = trajectory(late, from: start, gradients: gradients)
    let begun = trajectory(
      Optimizer(rule, learningRate: 0.3), from: start, gradients: Array(gradients.dropFirst(3)))
    expectClose(found, [start, start, start] + begun, relative: 0)
  }
}
