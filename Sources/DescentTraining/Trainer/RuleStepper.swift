import DescentCore
import DescentOptimizers

/// The steps of an update rule: one program for whole batches, one for a short last batch when it
/// comes.
final class RuleStepper: Stepper {
  private let state: TrainingState
  /// The trainer's, whose schedules take note of the epochs.
  private var optimizer: Optimizer
  private let make: (Int) -> TrainingStep
  private var bySize: [TrainingStep] = []

  init(_ optimizer: Optimizer, of trainer: Trainer) {
    let state = TrainingState(
      parameters: trainer.model.parameters, trainer.model.layout, optimizer: optimizer)
    (self.state, self.optimizer) = (state, optimizer)
    make = { size in
      TrainingStep(
        trainer.problem, optimizer, data: trainer.data, targets: trainer.targets, state: state,
        batchSize: size)
    }
  }

  var parameters: Storage { state.parameters }
  var evaluationParameters: Storage { state.evaluationParameters }
  var isFinite: Bool { state.isFinite }
  var isWhollyFinite: Bool { state.isWhollyFinite }

  var memory: [String: NDArray] {
    Dictionary(
      uniqueKeysWithValues: state.slots.map { slot in
        (
          slot.name,
          NDArray(dtype: slot.input.dtype, shape: slot.input.shape, storage: slot.storage)
        )
      })
  }

  var scheduleMemory: [String: [Double]] {
    get { optimizer.scheduleMemory }
    set { optimizer.scheduleMemory = newValue }
  }

  func restore(
    _ parameters: NDArray, _ memory: [String: NDArray], path: String
  ) throws(DescentError) {
    state.parameters.copyBytes(from: parameters.storage)
    for slot in state.slots {
      guard let tensor = memory[slot.name], tensor.shape == slot.input.shape,
        tensor.dtype == slot.input.dtype
      else {
        throw DescentError(
          path,
          expected: "a tensor 'optimizer/\(slot.name)' of \(slot.input.dtype)\(slot.input.shape)",
          found: memory[slot.name].map { "\($0.dtype)\($0.shape)" } ?? "none")
      }
      slot.storage.copyBytes(from: tensor.storage)
    }
  }

  func step(on rows: ArraySlice<Int32>, number: Int) -> StepResult {
    compiled(for: rows.count).run(rows, step: number, optimizer.numbers(at: number - 1))
  }

  func observe(_ report: EpochReport) { optimizer.observe(report.measure) }

  private func compiled(for size: Int) -> TrainingStep {
    if let known = bySize.first(where: { $0.batchSize == size }) { return known }
    bySize.append(make(size))
    return bySize[bySize.count - 1]
  }
}
