import DescentCore

/// Products with a curvature matrix of the mean loss over a data set, streamed through it.
final class BatchedProduct {
  private let source: Source
  private let direction: Storage
  private let precision: DType
  private let rowCount: Int

  private enum Source {
    case stream(BatchStream)
    /// Where all rows are one batch: what does not depend on the direction is computed once.
    case one(StagedExecution)
  }

  init(
    _ matrix: ModelCurvature, _ problem: TrainingProblem, on data: Dataset, targets: NDArray,
    at parameters: NDArray, batchSize: Int
  ) {
    precision = problem.precision
    rowCount = data.rowCount
    let vector = Program.Input([problem.layout.count], precision)
    direction = Storage(byteCount: problem.layout.count * precision.size)
    let vectors = [(vector, parameters.converted(to: precision).storage), (vector, direction)]
    func product(_ rows: Tensor, _ stored: Tensor, _ vectors: [Tensor]) -> [Tensor] {
      let targets = problem.targets(rows, stored: stored)
      return [
        problem.product(matrix, rows: rows, targets: targets, at: vectors[0], along: vectors[1])
      ]
    }
    guard rowCount <= batchSize else {
      source = .stream(
        BatchStream(
          data, targets: targets, batchSize: batchSize, threads: problem.threads, beside: vectors,
          product))
      return
    }
    let inputs = BatchStream.inputs(data, targets, size: rowCount) + vectors
    let execution = StagedExecution(
      inputs: inputs, changing: [inputs.count - 1], threads: problem.threads
    ) { input in
      let (rows, targets) = BatchStream.gathered(input)
      return product(rows, targets, Array(input[3...]))
    }
    execution.prepare()
    source = .one(execution)
  }

  /// The product with v: the sum over the batches of their products by their share of the rows.
  func callAsFunction(_ v: [Double]) -> [Double] {
    direction.copyBytes(from: NDArray(v).converted(to: precision).storage)
    switch source {
    case .one(let execution):
      execution.run()
      return execution.output(0).doubles
    case .stream(let batches):
      var sum = [Double](repeating: 0, count: v.count)
      batches.run { batch, count in
        let share = Double(count) / Double(rowCount)
        batch.output(0).withDoubles { part in
          for i in part.indices { sum[i] += share * part[i] }
        }
      }
      return sum
    }
  }
}
