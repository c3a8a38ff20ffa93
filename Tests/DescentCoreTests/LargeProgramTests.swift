import Testing

@testable import DescentCore

/// Sizes at which loops and products are shared out among threads and sums become addends.
@Suite struct LargeProgramTests {
  /// Small whole numbers, on which every order of additions gives the same result.
  private static func whole(_ shape: Shape, _ dtype: DType, seed: UInt64) -> NDArray {
    var random = RandomSource(seed: seed)
    let numbers = (0..<shape.count).map { _ in Double(random.index(below: 5) - 2) }
    return NDArray(numbers, shape: shape).converted(to: dtype)
  }

  static let functions: [(String, [Shape], @Sendable ([Tensor]) -> [Tensor])] = [
    (
      "sums over all and over rows", [[2, 20_011]],
      { x in
        [x[0].sum(), x[0].sum([1]), x[0].sum([0]), x[0].max(), (x[0] * 2).min([1])]
      }
    ),
    (
      "a maximum and a sum of one vector", [[40_001]],
      { x in
        [x[0].max(), x[0].sum(), square(x[0]).sum() + x[0].min()]
      }
    ),
    (
      "sums along a row of everything", [[1, 20_000]],
      { x in
        [x[0].sum([1]), x[0].flattened.sum(), x[0].max([0, 1]), x[0].sum([0])]
      }
    ),
    (
      "columns", [[5003, 7]],
      { x in
        let mean = x[0].sum([0])
        return [mean, x[0] - mean, square(x[0] - x[0].max([0])).sum([0])]
      }
    ),
    (
      "products", [[67, 129], [129, 71]],
      { x in
        let y = matmul(x[0], x[1])
        return [y, matmul(y.transposed, x[0]), relu(y).sum([0]), matmul(y, y.transposed)]
      }
    ),
    ("a batch of products", [[3, 65, 64], [3, 64, 66]], { x in [matmul(x[0], x[1])] }),
    ("a wide product", [[8, 300], [300, 400]], { x in [matmul(x[0], x[1])] }),
    (
      "addends in a concatenation", [[20_000, 2], [3]],
      { x in
        [Tensor.concatenate([x[0].sum([0]), x[1], x[0].sum([0]) * 2])]
      }
    ),
  ]

  @Test(arguments: functions.indices, [1, 2, 3])
  func `large programs equal the reference`(index: Int, threads: Int) {
    let (name, shapes, function) = Self.functions[index]
    for dtype in [DType.float32, .float64] {
      let arguments = shapes.enumerated().map { Self.whole($1, dtype, seed: UInt64($0)) }
      let program = Program(
        inputs: arguments.map { Program.Input($0.shape, dtype) }, threads: threads, function)
      let results = program.run(arguments)
      for (result, expected) in zip(results, program.traced.evaluated(arguments)) {
        expectClose(result, expected, "\(name), \(threads) threads, \(dtype)")
      }
      #expect(program.run(arguments) == results, "\(name): the second run differs")
    }
  }
}
