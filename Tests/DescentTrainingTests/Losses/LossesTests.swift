import DescentCore
import Foundation
import Testing

@testable import DescentTraining

@Suite struct LossesTests {
  private func valueAndGradient(
    _ f: @escaping (Tensor) -> Tensor
  ) -> (Tensor) -> (value: Tensor, gradient: Tensor) {
    DescentCore.valueAndGradient(of: f)
  }

  @Test(arguments: [DType.float32, .float64])
  func `losses and their gradients are finite at logits of ten thousand`(dtype: DType) {
    let logits = NDArray([1e4, -1e4, 0, -1e4, 1e4, 0], shape: [2, 3]).converted(to: dtype)
    let program = Program(.init([2, 3], dtype)) { x in
      let a = self.valueAndGradient {
        softmaxCrossEntropy($0, Tensor(NDArray([Int32(1), 2])), labelSmoothing: 0.1)
      }(x)
      let others: [(Tensor) -> Tensor] = [
        { binaryCrossEntropy($0, .ones(like: $0)) },
        { focalLoss($0, .ones(like: $0), gamma: 0.5, alpha: 0.3) },
        { softMargin($0, .ones(like: $0)) },
        { logCosh($0, .zeros(like: $0)) },
        { huber($0, .zeros(like: $0)) },
        { polyLoss($0, distribution: .filled(1 / 3.0, like: $0)) },
        { multiclassHinge($0, Tensor(NDArray([Int32(1), 2]))) },
        { binaryCrossEntropy(probabilities: ($0 .> 0).cast(to: $0.dtype), .ones(like: $0)) },
        { cosineEmbedding($0, 0 * $0, .ones(like: $0.sum([-1]))) },
        { tripletMargin(anchor: $0, positive: $0, negative: 0 * $0) },
        { klDivergence(logSoftmax($0), .zeros(like: $0)) },
      ]
      let pairs = others.map { self.valueAndGradient($0)(x) }
      return [a.value, a.gradient] + pairs.flatMap { [$0.value, $0.gradient] }
    }
    for result in program(logits) { #expect(result.doubles.allSatisfy { $0.isFinite }) }
  }

  @Test func `an infinitely unlikely other class does not make the loss NaN`() {
    let logits = NDArray([0, -Double.infinity, 1], shape: [1, 3])
    let program = Program(.init([1, 3])) { [softmaxCrossEntropy($0, Tensor(NDArray([Int32(0)])))] }
    #expect(abs(program(logits)[0].scalar - log(1 + exp(1.0))) < 1e-12)
  }

  @Test func `binary cross-entropy takes classes as well as numbers`() {
    let program = Program(inputs: [.init([3, 1]), .init([3], .int32)]) { x in
      [Loss.binaryCrossEntropy(x[0], x[1])]
    }
    let value = program.run([NDArray([0.5, -1, 2], shape: [3, 1]), NDArray([Int32(1), 0, 1])])[0]
    let expected = [log1p(exp(-0.5)), log1p(exp(-1.0)), log1p(exp(-2.0))].reduce(0, +) / 3
    #expect(abs(value.scalar - expected) < 1e-12)
  }

  private static let all: [Loss] = [
    .meanSquaredError, .meanAbsoluteError, .huber(delta: 0.3), .huber(), .logCosh,
    .pinball(quantile: 0.9), .poisson, .binaryCrossEntropy, .focal(), .focal(gamma: 1, alpha: 0.2),
    .softmaxCrossEntropy(), .softmaxCrossEntropy(labelSmoothing: 0.1), .hinge, .bernoulli,
  ]

  @Test(arguments: all) func `a loss is read as it is printed and saved`(loss: Loss) throws {
    #expect(try Loss(loss.description) == loss)
    #expect(try JSONDecoder().decode(Loss.self, from: JSONEncoder().encode(loss)) == loss)
    #expect(Loss.names.contains(String(loss.description.prefix { $0 != ":" })))
  }

  /// The points of a grid that the loss of these targets is smallest at.
  private func minimizer(of loss: Loss, targets: [Double]) -> Double {
    let grid = (0...600).map { Double($0) / 100 }
    let program = Program(.init([grid.count])) { y in
      [
        targets.reduce(Tensor.zeros(like: y)) {
          $0 + loss(y, .filled($1, like: y), reduction: .none)
        }
      ]
    }
    let values = program(NDArray(grid))[0].doubles
    return grid[values.indices.min { values[$0] < values[$1] } ?? 0]
  }

  @Test func `each loss of numbers is least where it should be`() {
    let targets = [0.0, 1, 1, 2, 6]
    #expect(minimizer(of: .meanSquaredError, targets: targets) == 2)
    #expect(minimizer(of: .meanAbsoluteError, targets: targets) == 1)
    #expect(minimizer(of: .pinball(quantile: 0.7), targets: targets) == 2)
    // The exponential of the output is the mean.
    #expect(minimizer(of: .poisson, targets: targets) == 0.69)
    // Four errors within δ, one beyond: 4y − 4 = δ.
    #expect(minimizer(of: .huber(delta: 2), targets: targets) == 1.5)
  }

  @Test func `connectionist classification sums over all alignments`() {
    // Two labels in three steps: with probabilities ⅓ the alignments aab, abb, ab_, a_b, _ab.
    let program = Program(.init([1, 3, 3])) { z in
      [
        ctcLoss(
          z, labels: Tensor(NDArray([Int32(1), 2], shape: [1, 2])),
          inputLengths: Tensor(NDArray([Int32(3)])), labelLengths: Tensor(NDArray([Int32(2)])))
      ]
    }
    let loss = program(NDArray.zeros([1, 3, 3]))[0].scalar
    #expect(abs(loss + log(5 / 27.0)) < 1e-12)
  }

  @Test func `labels that time is too short for have a large loss and finite derivatives`() {
    let program = Program(.init([1, 2, 3])) { z in
      let (value, gradient) = self.valueAndGradient {
        ctcLoss(
          $0, labels: Tensor(NDArray([Int32(1), 1], shape: [1, 2])),
          inputLengths: Tensor(NDArray([Int32(2)])), labelLengths: Tensor(NDArray([Int32(2)])))
      }(z)
      return [value, gradient]
    }
    let results = program(NDArray([0.1, 0.2, 0.3, 0.4, 0.5, 0.6], shape: [1, 2, 3]))
    #expect(results[0].scalar >= 1e29 && results[1].doubles.allSatisfy(\.isFinite))
  }
}
