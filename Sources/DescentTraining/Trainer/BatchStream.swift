import DescentCore

/// A program for whole batches of a data set, and one for the rows that are left.
struct BatchStream {
  private let rowCount: Int
  private let batchSize: Int
  private let whole: Execution
  private let rest: Execution?

  /// An input of a program, and where it lies.
  typealias BoundInput = (input: Program.Input, storage: Storage)

  /// Compiles `function` of the stored features, the targets and other inputs for both sizes.
  ///
  /// - Parameter others: What is the same for every batch.
  init(
    _ data: Dataset, targets: NDArray, batchSize: Int, threads: Int?, beside others: [BoundInput],
    _ function: (_ rows: Tensor, _ targets: Tensor, _ others: [Tensor]) -> [Tensor]
  ) {
    func compiled(_ size: Int) -> Execution {
      let inputs = Self.inputs(data, targets, size: size) + others
      let program = Program(inputs: inputs.map(\.input), threads: threads) { input in
        let (rows, targets) = Self.gathered(input)
        return function(rows, targets, Array(input[3...]))
      }
      return Execution(program, inputs: inputs.map(\.storage))
    }
    rowCount = data.rowCount
    self.batchSize = min(batchSize, rowCount)
    whole = compiled(self.batchSize)
    let left = rowCount % self.batchSize
    rest = left > 0 ? compiled(left) : nil
  }

  /// Runs the program on every batch in turn; `each` sees what it left and the number of its rows.
  func run(each: (Execution, Int) -> Void) {
    for start in stride(from: 0, to: rowCount, by: batchSize) {
      let count = min(batchSize, rowCount - start)
      guard let batch = count == batchSize ? whole : rest else { continue }
      batch.inputs[2].write((start..<start + count).map(Int32.init))
      batch.run()
      each(batch, count)
    }
  }

  /// What a batch is gathered from: features, targets, and row indices, the first rows to begin with.
  static func inputs(_ data: Dataset, _ targets: NDArray, size: Int) -> [BoundInput] {
    [
      (.init(data.features.shape, data.features.dtype), data.features.storage),
      (.init(targets.shape, targets.dtype), targets.storage),
      (.init([size], .int32, isBatch: true), Storage((0..<size).map(Int32.init))),
    ]
  }

  /// A batch of these inputs.
  static func gathered(_ input: [Tensor]) -> (rows: Tensor, targets: Tensor) {
    (input[0].take(input[2]), input[1].take(input[2]))
  }
}
