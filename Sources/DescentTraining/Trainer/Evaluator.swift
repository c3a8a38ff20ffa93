import DescentCore

/// How well a model does on a data set.
public struct Evaluation: Sendable, Hashable {
  /// The mean loss.
  public var loss: Double
  /// The share of examples whose class is predicted; nil when the targets are numbers.
  public var accuracy: Double?
  /// The squared error of the prediction, summed over the outputs of an example, in the mean over the
  /// examples; nil when the targets are classes or the model has one output.
  public var squaredError: Double?
}

/// Runs a model over a whole data set, batch by batch.
struct Evaluator {
  private let problem: TrainingProblem
  private let data: Dataset
  private static let batchSize = 1024

  init(_ problem: TrainingProblem, data: Dataset) {
    (self.problem, self.data) = (problem, data)
  }

  /// Mean loss, accuracy and squared error of the model with these parameters.
  func evaluate(_ parameters: Storage, targets: NDArray) -> Evaluation {
    let problem = problem
    let measuresSquaredError = problem.measuresSquaredError(of: targets)
    var (loss, second, counts) = (0.0, 0.0, false)
    run(parameters, targets: targets) { output, target in
      let sum = problem.loss(output, target, reduction: .sum)
      // The sum over the outputs of an example, too; the mean of most losses is over both.
      let isOverOutputs = target.dtype.isFloating && problem.loss != .bernoulli
      let losses = isOverOutputs ? sum / Double(target.shape[1]) : sum
      if measuresSquaredError {
        return [losses, problem.loss.squaredError(output, target, reduction: .sum)]
      }
      guard let isHit = problem.loss.hits(output, target) else { return [losses] }
      counts = true
      return [losses, isHit.sum()]
    } each: { results in
      loss += results[0].scalar
      if results.count > 1 { second += results[1].scalar }
    }
    let rows = Double(data.rowCount)
    return Evaluation(
      loss: loss / rows, accuracy: counts ? second / rows : nil,
      squaredError: measuresSquaredError ? second / rows : nil)
  }

  /// The predictions for each row: probabilities of classes, or numbers; shape `[rows, outputs]`.
  func predict(_ parameters: Storage) -> NDArray {
    var parts: [Double] = []
    var width = 1
    run(parameters, targets: nil) { output, _ in
      width = output.shape[1]
      return [problem.loss.prediction(output)]
    } each: { results in
      parts += results[0].doubles
    }
    return NDArray(parts, shape: [data.rowCount, width])
  }

  /// Calls `each` with the results of `function` for every batch.
  private func run(
    _ parameters: Storage, targets: NDArray?, _ function: (Tensor, Tensor) -> [Tensor],
    each: ([NDArray]) -> Void
  ) {
    let targets = targets ?? NDArray.zeros([1, 1], problem.precision)
    let vector = Program.Input([problem.layout.count], problem.precision)
    BatchStream(
      data, targets: targets, batchSize: Self.batchSize, threads: problem.threads,
      beside: [(vector, parameters)]
    ) { rows, targets, others in
      function(
        problem.output(rows, others[0]).output, problem.targets(rows, stored: targets))
    }.run { batch, _ in
      each(batch.program.outputs.indices.map(batch.output))
    }
  }
}
