import DescentCore

/// What programs that train or use a model are made from.
struct TrainingProblem {
  let model: any Model
  let layout: ParameterLayout
  let loss: Loss
  let scaling: FeatureScaling
  let precision: DType
  let threads: Int?

  /// The model's output for `rows`, stored features of any type, shape `[rows, features]`.
  func output(_ rows: Tensor, _ parameters: Tensor) -> (output: Tensor, scope: Scope) {
    let scope = Scope(parameters, dtype: precision)
    // Numbers stored as float64 lose no digits before their mean is taken off.
    let x = rows.dtype == .float64 ? rows : rows.cast(to: precision)
    return (model(scaling(x).cast(to: precision), scope), scope)
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
