import Foundation
import Testing

@testable import DescentCore

/// Values and first and second derivatives at extremes, in both precisions.
@Suite struct StabilityTests {
  /// The value, gradient and Hessian of the sum of f, at x.
  private func derivatives(
    _ x: [Double], _ dtype: DType, _ f: (Tensor) -> Tensor
  ) -> [[Double]] {
    Program.run([NDArray(x).converted(to: dtype)]) { x in
      let sum = { (x: Tensor) in f(x).sum() }
      return [f(x[0]), gradient(of: sum, at: x[0]), hessian(of: sum, at: x[0]).flattened]
    }.map(\.doubles)
  }

  private static let types: [DType] = [.float64, .float32]

  @Test(arguments: types)
  func `sigmoid, log-sigmoid and softplus at ±1000`(dtype: DType) {
    let x = [1e3, -1e3]
    #expect(derivatives(x, dtype, sigmoid) == [[1, 0], [0, 0], [0, 0, 0, 0]])
    #expect(derivatives(x, dtype, logSigmoid) == [[0, -1e3], [0, 1], [0, 0, 0, 0]])
    #expect(derivatives(x, dtype, softplus) == [[1e3, 0], [1, 0], [0, 0, 0, 0]])
    #expect(derivatives(x, dtype, tanh) == [[1, -1], [0, 0], [0, 0, 0, 0]])
  }

  @Test(arguments: types)
  func `sums of exponentials and soft maxima at ±10000`(dtype: DType) {
    let x = [1e4, -1e4]
    let zeros = [0.0, 0, 0, 0]
    #expect(derivatives(x, dtype) { logSumExp($0) } == [[1e4], [1, 0], zeros])
    #expect(derivatives(x, dtype) { logSoftmax($0) } == [[0, -2e4], [-1, 1], zeros])
    #expect(derivatives(x, dtype) { softmax($0) } == [[1, 0], [0, 0], zeros])
    let equal = derivatives([1e4, 1e4], dtype) { logSumExp($0) }
    expectClose(equal[0], [1e4 + log(2.0)], relative: 1e-7)
    #expect(equal[1] == [0.5, 0.5] && equal[2] == [0.25, -0.25, -0.25, 0.25])
  }

  @Test(arguments: types)
  func `norms and deviations have derivatives at zero`(dtype: DType) {
    let zeros = [0.0, 0, 0, 0]
    for order in [1, 1.5, 2, 3, .infinity] {
      #expect(
        derivatives([0, 0], dtype) { norm($0, order: order) } == [[0], [0, 0], zeros], "\(order)")
    }
    #expect(derivatives([3, 3], dtype) { $0.standardDeviation() } == [[0], [0, 0], zeros])
    #expect(derivatives([0, 2], dtype) { norm($0) } == [[2], [0, 1], [0.5, 0, 0, 0]])
  }

  @Test(arguments: types)
  func `the root at zero, and how to keep its derivative finite`(dtype: DType) {
    let found = derivatives([0], dtype, sqrt)
    #expect(found[0] == [0] && found[1] == [.infinity])
    let naive = derivatives([0], dtype) { select($0 .> 0, sqrt($0), 0) }
    #expect(naive[0] == [0])
    #expect(naive[1][0].isNaN)
    let guarded = derivatives([0, -1, 4], dtype) { x in
      let isPositive = x .> 0
      return select(isPositive, sqrt(select(isPositive, x, 1)), 0)
    }
    #expect(guarded[0] == [0, 0, 2] && guarded[1] == [0, 0, 0.25])
    #expect(guarded[2] == [0, 0, 0, 0, 0, 0, 0, 0, -0.03125])
    let logarithm = derivatives([-1, 2], dtype) { x in
      select(x .> 0, log(select(x .> 0, x, 1)), 0)
    }
    #expect(logarithm[1] == [0, 0.5])
  }

  @Test func `norms of every order equal loops`() {
    let x = NDArray.uniform([3, 4], seed: 9)
    let rows = (0..<3).map { Array(x.doubles[$0 * 4..<$0 * 4 + 4]).map { abs($0) } }
    for p in [1, 1.5, 2, 3] {
      let expected = rows.map { row in pow(row.reduce(0) { $0 + pow($1, p) }, 1 / p) }
      expectClose(
        Program.run([x]) { [norm($0[0], [1], order: p)] }[0].doubles, expected, relative: 1e-14)
    }
    #expect(
      Program.run([x]) { [norm($0[0], [1], order: .infinity)] }[0].doubles == rows.map { $0.max()! }
    )
  }

  @Test func `the largest are distinct among infinities and NaN`() {
    let x = NDArray([-.infinity, 1.0, -.infinity, .nan, 2, .nan] as [Double], shape: [2, 3])
    let results = Program.run([x]) { x in
      let (values, positions) = x[0].topK(3)
      return [values, positions]
    }
    expectClose(
      results[0].doubles, [1, -.infinity, -.infinity, .nan, .nan, 2])
    #expect(results[1].doubles == [1, 0, 2, 0, 2, 1])
  }
}
