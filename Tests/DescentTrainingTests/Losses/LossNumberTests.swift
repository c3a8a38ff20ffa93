import DescentCore
import Foundation
import Testing

@testable import DescentTraining

/// Losses by hand where their numbers differ from each other.
@Suite struct LossNumberTests {
  private func value(_ x: [Double], _ loss: @escaping (Tensor) -> Tensor) -> Double {
    Program(.init([1, x.count])) { [loss($0)] }(NDArray(x, shape: [1, x.count]))[0].scalar
  }

  private func row(_ x: [Double]) -> Tensor { Tensor(NDArray(x, shape: [1, x.count])) }

  private func expectEqual(_ found: Double, _ expected: Double) {
    #expect(abs(found - expected) < 1e-13 * max(1, abs(expected)), "\(found) for \(expected)")
  }

  @Test func `Tversky's weights are of what is predicted and what is true alone`() {
    // p = (0.9, 0.2) and t = (1, 0) of one class in two places: i = 0.9, p − i = 0.2, t − i = 0.1.
    let found = Program(.init([1, 2, 1])) { p in
      let target = Tensor(NDArray([1.0, 0], shape: [1, 2, 1]))
      return [diceLoss(p, target, smooth: 0.5, alpha: 0.3, beta: 0.8, fromLogits: false)]
    }(NDArray([0.9, 0.2], shape: [1, 2, 1]))[0].scalar
    expectEqual(found, 1 - 1.4 / (0.9 + 0.3 * 0.2 + 0.8 * 0.1 + 0.5))
  }

  @Test func `the margin of unlike pairs is a cosine that costs nothing`() {
    let unlike = Tensor(NDArray([-1.0]))
    // The cosine of (3, 4) with (1, 0) is 0.6.
    func loss(_ margin: Double) -> Double {
      value([3, 4]) { cosineEmbedding($0, row([1, 0]), unlike, margin: margin) }
    }
    expectEqual(loss(0.25), 0.35)
    expectEqual(loss(-0.25), 0.85)
    expectEqual(loss(0.7), 0)
  }

  @Test func `a short vector has the length √ε`() {
    expectEqual(value([0.3, 0.4]) { cosineDistance($0, row([6, 8]), epsilon: 4) }, 0.75)
    expectEqual(value([6, 8]) { cosineDistance($0, row([0.3, 0.4]), epsilon: 4) }, 0.75)
  }

  @Test func `a variance is at least ε`() {
    let expected = 0.5 * (log(0.5) + 9 / 0.5)
    for variance in [0, 0.1, 0.5] {
      expectEqual(
        value([5]) { gaussianLoss($0, row([2]), variance: row([variance]), epsilon: 0.5) },
        expected)
    }
  }

  @Test(arguments: [0, 1, 1.5, 3])
  func `Stirling's terms are of counts above 1`(count: Double) {
    let stirling = count * log(count) - count + 0.5 * log(2 * .pi * count)
    expectEqual(
      value([0.7]) { poissonLoss($0, row([count]), full: true) },
      exp(0.7) - count * 0.7 + (count > 1 ? stirling : 0))
  }

  @Test func `a mean by label divides by one where there is one or none`() {
    for count in [0, 1, 2] {
      let losses = [true, false].map { perLabel in
        Program(.init([1, 3, 3])) { z in
          [
            ctcLoss(
              z, labels: Tensor(NDArray([Int32(1), 2], shape: [1, 2])),
              inputLengths: Tensor(NDArray([Int32(3)])),
              labelLengths: Tensor(NDArray([Int32(count)])), perLabel: perLabel)
          ]
        }(NDArray([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9], shape: [1, 3, 3]))[0].scalar
      }
      expectEqual(losses[0], losses[1] / Double(max(count, 1)))
    }
  }
}
