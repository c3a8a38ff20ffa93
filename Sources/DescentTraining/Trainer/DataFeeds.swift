import DescentCore
import DescentOptimizers

/// A data set as programs read it, and the rows of it that they look at.
final class DataFeeds: Sendable {
  let features, targets: Feed
  /// The rows of a step.
  let rows: Feed
  /// Those of them over which curvature is taken; `rows` itself where that is over all.
  let curvatureRows: Feed
  private let rowCount: Int

  init(_ data: Dataset, targets: NDArray, batchSize: Int, curvatureBatchSize: Int?) {
    features = Feed(data.features)
    self.targets = Feed(targets)
    rowCount = data.rowCount
    rows = Feed(.init([batchSize], .int32, isBatch: true))
    let size = min(curvatureBatchSize ?? batchSize, batchSize)
    curvatureRows = size == batchSize ? rows : Feed(.init([size], .int32, isBatch: true))
  }

  private var batchSize: Int { rows.input.shape[0] }

  /// Whether every step takes values and gradients on the same rows: all.
  var isFixed: Bool { batchSize == rowCount }

  /// Looks at the first rows, which where a batch is everything are all of them.
  func useAllRows() {
    rows.storage.write((0..<batchSize).map(Int32.init))
    if curvatureRows !== rows {
      curvatureRows.storage.write((0..<curvatureRows.input.shape[0]).map(Int32.init))
    }
  }

  /// Looks at these rows; the rows for curvature are drawn from them.
  ///
  /// - Returns: Which are others than before.
  func use(
    _ chosen: ArraySlice<Int32>, curvature random: RandomSource
  ) -> (ofRows: Bool, ofCurvature: Bool) {
    if !isFixed { rows.storage.write(chosen) }
    guard curvatureRows !== rows else { return (!isFixed, !isFixed) }
    var random = random
    let order = random.permutation(batchSize).prefix(curvatureRows.input.shape[0])
    let places = order.map { isFixed ? $0 : chosen[chosen.startIndex + Int($0)] }
    curvatureRows.storage.write(places)
    return (!isFixed, true)
  }
}

extension TrainingProblem {
  /// The mean loss on the rows at hand, with a penalty ½·l2·‖W‖² on the weights.
  func objective(on data: DataFeeds, l2: Double) -> Objective {
    let variables = layout.variables
    let sampled: @Sendable (Tensor, inout RandomTensors) -> Tensor = { result, random in
      loss(result, loss.sample(result.stopGradient(), &random))
    }
    let composition = Composition(
      rows: data.curvatureRows, of: data.rows,
      decay: layout.entries.map { $0.shape.rank >= 2 ? l2 : 0 },
      model: { (pieces: [Tensor], rows: Tensor) -> Composition.Result in
        let features = Tensor(data.features).take(rows)
        let (result, scope) = output(features, pieces: pieces)
        return Composition.Result(
          output: result, hiddenStates: scope.hiddenStates, input: features)
      },
      loss: { (result: Tensor, rows: Tensor) -> Tensor in
        loss(result, targets(rows, of: data))
      }, sampledLoss: loss.isLikelihood ? sampled : nil)
    var objective = Objective(of: variables, precision: precision, threads: threads) { values in
      let pieces = variables.names.map { values[$0] }
      let rows = Tensor(data.rows)
      let result = output(Tensor(data.features).take(rows), pieces: pieces).output
      return loss(result, targets(rows, of: data)) + composition.penalty(at: pieces)
    }
    objective.composition = composition
    objective.rowCount = Double(data.rows.input.shape[0])
    return objective
  }

  /// The squared error on the rows at hand; to be traced.
  func squaredError(at parameters: Tensor, on data: DataFeeds) -> Tensor {
    let rows = Tensor(data.rows)
    let result = output(Tensor(data.features).take(rows), parameters).output
    return loss.squaredError(result, targets(rows, of: data))
  }

  /// The targets of some rows.
  private func targets(_ rows: Tensor, of data: DataFeeds) -> Tensor {
    targets(Tensor(data.features).take(rows), stored: Tensor(data.targets).take(rows))
  }
}
