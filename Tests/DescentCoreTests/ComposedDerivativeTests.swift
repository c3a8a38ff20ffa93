import Testing

@testable import DescentCore

/// An operation that is composed of primitives, as a function of one array.
struct ComposedExample: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let shape: Shape
  let function: @Sendable (Tensor) -> Tensor

  init(_ name: String, _ shape: Shape, _ function: @escaping @Sendable (Tensor) -> Tensor) {
    (testDescription, self.shape, self.function) = (name, shape, function)
  }

  private static let indices = NDArray([1, 0, 1] as [Int32])

  static let all = [
    ComposedExample("product", [5]) { $0.product() },
    ComposedExample("product of columns", [3, 2]) { $0.product([0], keepingAxes: true) },
    ComposedExample("cumulativeSum", [2, 5]) { $0.cumulativeSum() },
    ComposedExample("cumulativeSum of columns", [3, 2]) { $0.cumulativeSum(axis: 0) },
    ComposedExample("mean", [2, 3]) { $0.mean([1]) },
    ComposedExample("variance", [2, 3]) { $0.variance([1], correction: 1) },
    ComposedExample("standardDeviation", [4]) { $0.standardDeviation() },
    ComposedExample("norm", [2, 3]) { norm($0, [1]) },
    ComposedExample("norm of order 3", [4]) { norm($0, order: 3) },
    ComposedExample("norm of order 1", [4]) { norm($0, order: 1) },
    ComposedExample("norm of infinite order", [4]) { norm($0, order: .infinity) },
    ComposedExample("topK", [2, 4]) { $0.topK(2).values },
    ComposedExample("logSumExp", [2, 3]) { logSumExp($0, axis: 0) },
    ComposedExample("softmax", [2, 3]) { softmax($0) },
    ComposedExample("logSoftmax", [2, 3]) { logSoftmax($0) },
    ComposedExample("logSigmoid", [3]) { logSigmoid($0) },
    ComposedExample("clamp", [6]) { clamp($0, -0.5, 0.5) },
    ComposedExample("stack", [2, 2]) { .stack([$0, exp($0)], axis: 1) },
    ComposedExample("gather", [2, 3]) { $0.gather(Tensor(indices), axis: 1) },
    ComposedExample("scatterAdd", [3, 2]) { $0.scatterAdd(sin($0), at: Tensor(indices)) },
    ComposedExample("triangles", [3, 3]) { $0.lowerTriangle() + square($0.upperTriangle(1)) },
    ComposedExample("diagonals", [2, 3]) { $0.diagonal.diagonalMatrix },
    ComposedExample("einsum", [2, 3]) { einsum("ij,kj->ik", $0, exp($0)) },
    ComposedExample("einsum of three", [2, 2]) { einsum("ij,jk,kk->ik", $0, exp($0), sin($0)) },
    ComposedExample("batched einsum", [2, 2, 2]) { einsum("bij,bjk->kb", $0, $0) },
    ComposedExample("dot", [4]) { dot($0, exp($0)) },
    ComposedExample("logDeterminant", [2, 2]) { logDeterminant(matmul($0, $0.transposed) + 1) },
    ComposedExample("solvePositiveDefinite", [2, 2]) { x in
      solvePositiveDefinite(square(x) + 3 * Tensor(NDArray([1.0, 1])).diagonalMatrix, x)
    },
  ]
}

/// Composed operations against differences, and against themselves in the other precision.
@Suite struct ComposedDerivativeTests {
  private func point(_ example: ComposedExample) -> NDArray {
    NDArray.uniform(example.shape, seed: 3).converted(to: .float32).converted(to: .float64)
  }

  @Test(arguments: ComposedExample.all)
  func `first and second derivatives are those of differences`(example: ComposedExample) {
    let report = checkDerivatives(
      of: { x in
        let y = example.function(x)
        let weights = sin(Tensor.iota([y.shape.count], .float64) + 0.7).reshaped(y.shape)
        return (y * weights).sum()
      }, at: point(example))
    #expect(report.isCorrect, "\(report)")
  }

  @Test(arguments: ComposedExample.all)
  func `float32 gives float32 and the same values`(example: ComposedExample) {
    let x = point(example)
    let wide = Program.run([x]) { [example.function($0[0])] }[0]
    let narrow = Program.run([x.converted(to: .float32)]) {
      [example.function($0[0]).cast(to: $0[0].dtype)]
    }[0]
    expectClose(
      narrow, Reference(wide.converted(to: .float32)), relative: 1e-5, absolute: 1e-6)
  }

  @Test(arguments: ComposedExample.all)
  func `a map of it is a loop`(example: ComposedExample) {
    let x = NDArray.uniform(Shape([3] + example.shape.sizes), seed: 8)
    let results = Program.run([x]) { x in
      let entries = (0..<3).map {
        example.function(x[0].slice($0..<$0 + 1).reshaped(example.shape))
      }
      return [map(over: x[0]) { example.function($0) }, .stack(entries)]
    }
    expectClose(results[0].doubles, results[1].doubles, relative: 1e-13, absolute: 1e-14)
  }
}

/// What a programmer reads who gave a wrong shape.
@Suite struct ComposedErrorTests {
  private func expect(
    _ message: String, _ result: ExitTest.Result?,
    sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) throws {
    let content = try #require(result).standardErrorContent
    let text = String(decoding: content, as: UTF8.self)
    #expect(text.contains(message), "\(text)", sourceLocation: sourceLocation)
  }

  @Test func `factorizations name the shape`() async throws {
    try expect(
      "cholesky: shape [2, 3] is not a square matrix",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Program(.init([2, 3])) { [cholesky($0)] }
      })
    try expect(
      "triangularSolve: shapes [2, 2] and [3, 1] are not a square matrix and a matrix of as many",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Program(inputs: [.init([2, 2]), .init([3, 1])]) { [triangularSolve($0[0], $0[1])] }
      })
  }

  @Test func `einsum, gather and topK name theirs`() async throws {
    try expect(
      "einsum 'ij,jk->ik': axis j has size 3 and size 4 in shapes [[2, 3], [4, 5]]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Program(inputs: [.init([2, 3]), .init([4, 5])]) { [einsum("ij,jk->ik", $0[0], $0[1])] }
      })
    try expect(
      "einsum 'ij,jk': expected '->' and the axes of the result",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Program([.init([2, 3]), .init([3, 4])]) { [einsum("ij,jk", $0[0], $0[1])] }
      })
    try expect(
      "einsum 'ij,jk->ik': names the axes of 2 tensors, got 1",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Program(.init([2, 3])) { [einsum("ij,jk->ik", $0)] }
      })
    try expect(
      "topK: cannot take 4 of float64[3]",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Program(.init([3])) { [$0.topK(4).values] }
      })
    try expect(
      "gather: a tensor of rank 1 has no axis 1",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Program(.init([3])) { [$0.gather($0.cast(to: .int32), axis: 1)] }
      })
  }
}
