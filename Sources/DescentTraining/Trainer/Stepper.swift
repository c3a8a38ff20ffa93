import DescentCore
import DescentOptimizers

/// What takes the steps of a run, and holds all that they change.
protocol Stepper: AnyObject {
  /// The vector that steps move.
  var parameters: Storage { get }
  /// The vector that the model is evaluated with: an average, where the optimizer keeps one.
  var evaluationParameters: Storage { get }
  /// Whether every parameter is a finite number.
  var isFinite: Bool { get }
  /// Whether all that the optimizer remembers is finite, too.
  var isWhollyFinite: Bool { get }
  /// What the optimizer remembers, for a checkpoint.
  var memory: [String: NDArray] { get }
  /// What the schedules remember of the losses of epochs.
  var scheduleMemory: [String: [Double]] { get set }

  /// Takes up what a checkpoint at `path` holds.
  func restore(
    _ parameters: NDArray, _ memory: [String: NDArray], path: String
  ) throws(DescentError)

  /// Takes step number `number`, 1 for the first, on these rows.
  func step(on rows: ArraySlice<Int32>, number: Int) -> StepResult

  /// Shows the schedules how an epoch went.
  func observe(_ report: EpochReport)
}

/// What a step tells of its rows, before the update.
struct StepResult {
  var loss, gradientNorm, learningRate: Double
  /// Nil where it is not measured.
  var squaredError: Double?
  /// The arithmetic of the step in gradients of single rows.
  var work: Double
  /// What else there is to tell.
  var details: [StepDetail] = []
  /// Why no step was taken, if none was.
  var outcome: Outcome?
}

extension Storage {
  /// Whether all numbers of this type are finite.
  func isFinite(as dtype: DType) -> Bool {
    let count = byteCount / dtype.size
    return switch dtype {
    case .float32: scalars(Float.self, count: count).allSatisfy(\.isFinite)
    case .float64: scalars(Double.self, count: count).allSatisfy(\.isFinite)
    case .int32, .uint8, .bool: true
    }
  }
}
