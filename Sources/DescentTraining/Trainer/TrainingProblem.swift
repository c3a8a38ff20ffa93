import DescentCore

/// What programs that train or use a model are made from.
struct TrainingProblem {
  let model: any Model
  let layout: ParameterLayout
  let loss: Loss
  let scaling: FeatureScaling
  /// What features are multiplied by to be the targets; nil where the data have targets of their own.
  let targetScale: Double?
  let precision: DType
  let threads: Int?

  /// The model's output for `rows`, stored features of any type, shape `[rows, features]`.
  func output(_ rows: Tensor, _ parameters: Tensor) -> (output: Tensor, scope: Scope) {
    output(rows, in: Scope(parameters, dtype: precision))
  }

  /// The same for parameters that are given one by one.
  func output(_ rows: Tensor, pieces: [Tensor]) -> (output: Tensor, scope: Scope) {
    output(rows, in: Scope(pieces: pieces))
  }

  private func output(_ rows: Tensor, in scope: Scope) -> (output: Tensor, scope: Scope) {
    (model(scaling(numbers(rows)).cast(to: precision), scope), scope)
  }

  /// What the output for `rows` is to be: `stored`, or the features themselves.
  func targets(_ rows: Tensor, stored: Tensor) -> Tensor {
    guard let targetScale else { return stored }
    return FeatureScaling.scaled(by: targetScale)(numbers(rows)).cast(to: precision)
  }

  /// Whether the squared error is told beside the loss, for these stored targets.
  func measuresSquaredError(of stored: NDArray) -> Bool {
    loss.measuresSquaredError(outputs: stored.shape.sizes.dropFirst().first ?? 1)
  }

  /// Numbers stored as float64 lose no digits before their mean is taken off.
  private func numbers(_ rows: Tensor) -> Tensor {
    rows.dtype == .float64 ? rows : rows.cast(to: precision)
  }
}

extension FeatureScaling {
  /// (x - shift)·scale.
  func callAsFunction(_ x: Tensor) -> Tensor {
    let shifted = shift.doubles.allSatisfy { $0 == 0 } ? x : x - factor(shift, x.dtype)
    return scale.doubles.allSatisfy { $0 == 1 } ? shifted : shifted * factor(scale, x.dtype)
  }

  private func factor(_ array: NDArray, _ dtype: DType) -> Tensor {
    array.count == 1 ? Tensor(array.scalar) : Tensor(array.converted(to: dtype))
  }
}
