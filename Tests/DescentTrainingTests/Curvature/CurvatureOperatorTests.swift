import DescentCore
import DescentOptimizers
import Foundation
import Testing

@testable import DescentTraining

struct CurvatureOperatorTests {
  @Test(arguments: CurvatureCase.smooth, Activation.allCases)
  func `hessian products are those of the dense Hessian`(
    _ loss: Loss, _ activation: Activation
  ) throws {
    let one = CurvatureCase(loss, activation)
    let expected = one.evaluate { hessian(of: { one.meanLoss($0) }, at: $0) }.doubles
    let found = try one.operator(.hessian) { $0.batchSize = 10 }.matrix.doubles
    #expect(areClose(found, expected, 1e-10))
  }

  @Test(arguments: CurvatureCase.smooth, Activation.allCases)
  func `gauss-newton products are those of the dense JᵀHJ`(
    _ loss: Loss, _ activation: Activation
  ) throws {
    let one = CurvatureCase(loss, activation)
    let expected = one.evaluate { p in
      let y = one.output(p)
      let shape = y.shape
      let h = hessian(
        of: { one.loss($0.reshaped(shape), Tensor(one.targets)) }, at: y.flattened)
      let j = jacobian(of: { one.output($0).flattened }, at: p)
      return matmul(j.transposed, matmul(h, j))
    }.doubles
    let found = try one.operator(.gaussNewton) { $0.batchSize = 10 }.matrix.doubles
    #expect(areClose(found, expected, 1e-10))
  }

  @Test(arguments: CurvatureCase.smooth + [.meanAbsoluteError, .pinball(quantile: 0.2), .hinge])
  func `empirical Fisher products are sums over the examples`(_ loss: Loss) throws {
    for activation in Activation.allCases {
      let one = CurvatureCase(loss, activation)
      let (rows, outputs) = (one.jacobianRows, one.outputs)
      var expected = [Double](repeating: 0, count: one.parameters.count * one.parameters.count)
      for (i, output) in outputs.enumerated() {
        let slopes = one.rowLoss(output, one.targets.rows([i]))
        var g = [Double](repeating: 0, count: one.parameters.count)
        for (k, slope) in slopes.enumerated() {
          for j in g.indices { g[j] += slope * rows[i * output.count + k][j] }
        }
        addOuter(1 / Double(CurvatureCase.rows), g, into: &expected)
      }
      let found = try one.operator(.empiricalFisher) { $0.batchSize = 10 }.matrix.doubles
      #expect(areClose(found, expected, 1e-10), "\(activation)")
    }
  }

  @Test(arguments: [
    Loss.meanSquaredError, .poisson, .bernoulli, .binaryCrossEntropy, .softmaxCrossEntropy(),
    .softmaxCrossEntropy(labelSmoothing: 0.3),
  ])
  func `for natural parameters Fisher and Gauss-Newton are one`(_ loss: Loss) throws {
    let one = CurvatureCase(loss, .softplus)
    let fisher = try one.operator(.fisher).matrix.doubles
    #expect(areClose(fisher, try one.operator(.gaussNewton).matrix.doubles, 1e-12))
  }

  @Test func `the Fisher matrix of classes is the mean over all outcomes`() throws {
    for loss in [Loss.softmaxCrossEntropy(), .binaryCrossEntropy, .poisson] {
      let one = CurvatureCase(loss, .tanh)
      let rows = one.jacobianRows
      var expected = [Double](repeating: 0, count: one.parameters.count * one.parameters.count)
      for (i, y) in one.outputs.enumerated() {
        for (score, p) in Self.outcomes(loss, y) {
          var g = [Double](repeating: 0, count: one.parameters.count)
          for k in y.indices {
            for j in g.indices { g[j] += score[k] * rows[i * y.count + k][j] }
          }
          addOuter(p / Double(CurvatureCase.rows), g, into: &expected)
        }
      }
      let found = try one.operator(.fisher) { $0.batchSize = 6 }.matrix.doubles
      #expect(areClose(found, expected, 1e-10), "\(loss)")
    }
  }

  /// The gradients of the loss by the outputs for all outcomes, with their probabilities.
  private static func outcomes(_ loss: Loss, _ y: [Double]) -> [(score: [Double], p: Double)] {
    switch loss {
    case .poisson:
      // Each output is an example of its own, and the loss their mean.
      y.indices.flatMap { k in
        var p = exp(-exp(y[k]))
        return (0..<100).map { t in
          defer { p *= exp(y[k]) / Double(t + 1) }
          return (y.indices.map { $0 == k ? exp(y[k]) - Double(t) : 0 }, p / Double(y.count))
        }
      }
    case .binaryCrossEntropy:
      [0.0, 1].map { t in
        let q = 1 / (1 + exp(-y[0]))
        return ([q - t], t == 1 ? q : 1 - q)
      }
    default:
      y.indices.map { t in
        let total = y.map { exp($0) }.reduce(0, +)
        let q = y.map { exp($0) / total }
        return (y.indices.map { q[$0] - ($0 == t ? 1 : 0) }, q[t])
      }
    }
  }

  @Test(arguments: [
    Loss.meanSquaredError, .meanAbsoluteError, .huber(delta: 0.7), .huber(delta: 3), .logCosh,
    .pinball(quantile: 0.2),
  ])
  func `the information of a loss of errors is the mean square of its slope`(_ loss: Loss) throws {
    // By the middle of each interval: kinks lie between two.
    let step = 1e-3
    let e = (0..<120_000).map { step * (Double($0) + 0.5) - 60 }
    let program = Program(.init([e.count]), threads: 1) { e in
      let zeros = Tensor.zeros(like: e)
      return [
        gradient(of: { loss($0, zeros, reduction: .sum) }, at: e),
        exp(-loss(e, zeros, reduction: .none)),
      ]
    }
    let results = program(NDArray(e))
    let (slopes, density) = (results[0].doubles, results[1].doubles)
    let mean = zip(slopes, density).map { $0 * $0 * $1 }.reduce(0, +) / density.reduce(0, +)
    let c = try #require(loss.locationInformation)
    #expect(abs(c / mean - 1) < 1e-5, "\(mean)")

    let one = CurvatureCase(loss)
    var expected = [Double](repeating: 0, count: one.parameters.count * one.parameters.count)
    for row in one.jacobianRows {
      addOuter(c / Double(2 * CurvatureCase.rows), row, into: &expected)
    }
    #expect(areClose(try one.operator(.fisher).matrix.doubles, expected, 1e-10))
  }

  @Test(arguments: ModelCurvature.allCases)
  func `batches of every size give the same`(_ matrix: ModelCurvature) throws {
    for loss in [Loss.softmaxCrossEntropy(), .logCosh] {
      let one = CurvatureCase(loss)
      let v = (0..<one.parameters.count).map { Foundation.cos(Double($0)) }
      let expected = try one.operator(matrix)(v)
      for (size, threads) in [(1, 1), (2, 2), (7, 1), (22, 2), (23, 2), (24, 1)] {
        let found = try one.operator(matrix) { ($0.batchSize, $0.threads) = (size, threads) }(v)
        #expect(areClose(found, expected, 1e-13), "\(loss) \(size)")
      }
      let rough = try one.operator(matrix) { ($0.precision, $0.batchSize) = (.float32, 5) }(v)
      #expect(areClose(rough, expected, 1e-5) && rough != expected)
      let damped = try one.operator(matrix) { $0.damping = 0.25 }(v)
      #expect(areClose(damped, zip(expected, v).map { $0 + 0.25 * $1 }, 1e-14))
    }
  }
}
