import DescentCore
import DescentOptimizers
import Foundation
import Testing

@testable import DescentTraining

@Suite struct BernoulliTests {
  private let logits = NDArray([0.5, -2, 3, 0, 1.5, -0.25], shape: [2, 3])
  private let targets = NDArray([0.2, 0, 1, 0.5, 0.9, 0.4], shape: [2, 3])

  /// −Σⱼ t·log p + (1 − t)·log(1 − p), a row at a time, from the definition.
  private var losses: [Double] {
    let (z, t) = (logits.doubles, targets.doubles)
    return (0..<2).map { row in
      (0..<3).reduce(0) { sum, column in
        let k = 3 * row + column
        let p = 1 / (1 + exp(-z[k]))
        return sum - t[k] * log(p) - (1 - t[k]) * log(1 - p)
      }
    }
  }

  @Test func `the loss is the sum over the outputs, in the mean over the rows`() {
    let program = Program(inputs: [.init([2, 3]), .init([2, 3])]) { x in
      LossReduction.allCases.map { Loss.bernoulli(x[0], x[1], reduction: $0).flattened }
    }
    let results = program.run([logits, targets]).map(\.doubles)
    let sum = losses.reduce(0, +)
    for (found, expected) in zip(results, [[sum / 2], [sum], losses]) {
      #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-12 }, "\(found) \(expected)")
      #expect(found.count == expected.count)
    }
  }

  @Test func `its derivatives are those of differences`() throws {
    let targets = targets
    let check = checkDerivatives(of: { Loss.bernoulli($0, Tensor(targets)) }, at: logits)
    #expect(check.isCorrect, "\(check)")
  }

  @Test func `the prediction is the sigmoid, and the squared error is of it`() {
    let program = Program(inputs: [.init([2, 3]), .init([2, 3])]) { x in
      [
        Loss.bernoulli.prediction(x[0]), Loss.bernoulli.squaredError(x[0], x[1]),
        Loss.meanSquaredError.squaredError(x[0], x[1]),
      ]
    }
    let results = program.run([logits, targets])
    let (z, t) = (logits.doubles, targets.doubles)
    let p = z.map { 1 / (1 + exp(-$0)) }
    #expect(zip(results[0].doubles, p).allSatisfy { abs($0 - $1) < 1e-15 })
    let ofP = zip(p, t).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / 2
    let ofZ = zip(z, t).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / 2
    #expect(abs(results[1].scalar - ofP) < 1e-14 && abs(results[2].scalar - ofZ) < 1e-14)
  }

  @Test func `zeros and ones come as often as the sigmoid says`() {
    let rows = 20_000
    let z = [0.7, -1.2]
    let program = Program(.init([]), threads: 1) { t in
      var random = RandomTensors(seed: 9, step: t)
      let output = Tensor(NDArray(z)).broadcast(to: [rows, 2])
      return [Loss.bernoulli.sample(output, &random)]
    }
    let drawn = program(NDArray(scalar: 1))[0]
    #expect(drawn.shape == [rows, 2] && Set(drawn.doubles) == [0, 1])
    for (column, z) in z.enumerated() {
      let share = (0..<rows).reduce(0) { $0 + drawn.doubles[2 * $1 + column] } / Double(rows)
      #expect(abs(share - 1 / (1 + exp(-z))) < 4 * (0.25 / Double(rows)).squareRoot())
    }
    #expect(Loss.bernoulli.isLikelihood)
  }

  @Test func `the first value out of range is named with its row`() throws {
    let values = NDArray([0, 1, 0.5, 0.25, 1.5, -1], shape: [3, 2])
    let data = Dataset(
      name: "d", features: .zeros([3, 1], .float64), targets: .values(values, names: ["a", "b"]))
    #expect(
      throws: DescentError(
        "d, row 3", expected: "targets from 0 to 1 for Bernoulli cross-entropy", found: "1.5",
        advice: "--loss mse takes any numbers")
    ) { try data.targets(for: .bernoulli, precision: .float64) }
  }
}
