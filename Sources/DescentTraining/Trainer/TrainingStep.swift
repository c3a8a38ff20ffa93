import DescentCore
import DescentOptimizers

/// What training changes: the parameter vector and what the optimizer remembers.
final class TrainingState {
  let parameters: Storage
  private let precision: DType
  let slots: [Slot]

  /// One tensor of the optimizer's memory.
  struct Slot {
    let name: String
    let input: Program.Input
    let storage: Storage
  }

  init(parameters: NDArray, optimizer: Optimizer) {
    slots = optimizer.initialMemory(at: parameters).map { name, array in
      Slot(name: name, input: .init(array.shape, array.dtype), storage: array.storage)
    }
    self.parameters = parameters.storage.copy()
    precision = parameters.dtype
  }

  /// Whether every parameter is a finite number.
  var isFinite: Bool { Self.isFinite(parameters, precision) }

  /// Whether all that the optimizer remembers is finite, too.
  var isWhollyFinite: Bool {
    isFinite && slots.allSatisfy { Self.isFinite($0.storage, $0.input.dtype) }
  }

  private static func isFinite(_ storage: Storage, _ dtype: DType) -> Bool {
    let count = storage.byteCount / dtype.size
    return switch dtype {
    case .float32: storage.scalars(Float.self, count: count).allSatisfy(\.isFinite)
    case .float64: storage.scalars(Double.self, count: count).allSatisfy(\.isFinite)
    case .int32, .uint8, .bool: true
    }
  }
}

/// One step of training, compiled for one batch size: gather, forward, backward, clip, update.
final class TrainingStep {
  let batchSize: Int
  private let execution: Execution

  private enum Input {
    static let (features, targets, indices, parameters, rate, step) = (0, 1, 2, 3, 4, 5)
  }

  init(
    _ problem: TrainingProblem, _ optimizer: Optimizer, data: Dataset, targets: NDArray,
    state: TrainingState, batchSize: Int
  ) {
    self.batchSize = batchSize
    let names = state.slots.map(\.name)
    var inputs: [Program.Input] = [
      .init(data.features.shape, data.features.dtype),
      .init(targets.shape, targets.dtype),
      .init([batchSize], .int32, isBatch: true),
      .init([problem.layout.count], problem.precision),
      .init([]), .init([]),
    ]
    inputs += state.slots.map(\.input)
    var donors = [0: Input.parameters]
    for k in names.indices { donors[3 + k] = 6 + k }
    let program = Program(inputs: inputs, donors: donors, threads: problem.threads) { input in
      let indices = input[Input.indices]
      let parameters = input[Input.parameters]
      let rows = input[Input.features].take(indices)
      let (output, scope) = problem.output(rows, parameters)
      let loss = problem.loss(output, input[Input.targets].take(indices))
      let pieces = gradient(of: loss, withRespectTo: scope.tensors)
      var memory = RuleState(names: names, tensors: Array(input[6...]))
      let (updated, norm) = optimizer.update(
        parameters, gradient: .concatenate(pieces.map(\.flattened)),
        decayed: optimizer.needsWeightMask
          ? Tensor(problem.layout.weightMask(problem.precision)) : nil,
        learningRate: input[Input.rate], step: input[Input.step], state: &memory)
      return [updated, loss, norm] + names.map { memory[$0] }
    }
    let fixed = [
      data.features.storage, targets.storage, Storage(byteCount: batchSize * 4),
      state.parameters, Storage(byteCount: 8), Storage(byteCount: 8),
    ]
    execution = Execution(program, inputs: fixed + state.slots.map(\.storage))
  }

  /// Takes step number `step` (1 for the first) on the rows with these indices.
  func run(
    _ indices: ArraySlice<Int32>, step: Int, learningRate: Double
  ) -> (loss: Double, gradientNorm: Double) {
    execution.inputs[Input.indices].write(indices)
    execution.inputs[Input.rate].write(CollectionOfOne(learningRate))
    execution.inputs[Input.step].write(CollectionOfOne(Double(step)))
    execution.run()
    return (execution.scalar(1), execution.scalar(2))
  }
}

extension Optimizer {
  /// Whether there is decay or a penalty, which act on weights and not on biases.
  fileprivate var needsWeightMask: Bool {
    weightDecay > 0 || l1 > 0 || l2 > 0 || rule.decoupledWeightDecay > 0
  }
}
