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

  /// What turns parameters and memory into what the model is evaluated with; nil where that is the
  /// parameters themselves.
  private let evaluation: Program?

  init(parameters: NDArray, _ layout: ParameterLayout, optimizer: Optimizer) {
    let variables = layout.variables
    slots = optimizer.initialMemory(at: parameters, variables).map { name, array in
      Slot(name: name, input: .init(array.shape, array.dtype), storage: array.storage)
    }
    evaluation = optimizer.evaluationProgram(at: parameters, variables)
    self.parameters = parameters.storage.copy()
    precision = parameters.dtype
  }

  /// The parameters that the model is evaluated with: an average, where the optimizer keeps one.
  var evaluationParameters: Storage {
    guard let evaluation else { return parameters }
    let execution = Execution(evaluation, inputs: [parameters] + slots.map(\.storage))
    execution.run()
    return execution.output(0).storage
  }

  /// Whether every parameter is a finite number.
  var isFinite: Bool { parameters.isFinite(as: precision) }

  /// Whether all that the optimizer remembers is finite, too.
  var isWhollyFinite: Bool {
    isFinite && slots.allSatisfy { $0.storage.isFinite(as: $0.input.dtype) }
  }
}

/// One step of training, compiled for one batch size: gather, forward, backward, update.
final class TrainingStep {
  let batchSize: Int
  private let problem: TrainingProblem
  private let optimizer: Optimizer
  private let state: TrainingState
  private let inputs: [Program.Input]
  private let storage: [Storage]
  /// Whether the squared error is measured beside the loss.
  private let measuresSquaredError: Bool
  /// Where what the optimizer remembers begins among the inputs.
  private let memory: Int
  private var executions = StepPrograms<Execution>()

  private enum Input {
    static let (features, targets, indices, parameters, step, rate) = (0, 1, 2, 3, 4, 5)
  }

  init(
    _ problem: TrainingProblem, _ optimizer: Optimizer, data: Dataset, targets: NDArray,
    state: TrainingState, batchSize: Int
  ) {
    self.batchSize = batchSize
    (self.problem, self.optimizer, self.state) = (problem, optimizer, state)
    let numbers = 2 + optimizer.scheduledKeys.count
    memory = Input.step + numbers
    measuresSquaredError = problem.measuresSquaredError(of: targets)
    inputs =
      [
        .init(data.features.shape, data.features.dtype),
        .init(targets.shape, targets.dtype),
        .init([batchSize], .int32, isBatch: true),
        .init([problem.layout.count], problem.precision),
      ] + [Program.Input](repeating: .init([]), count: numbers) + state.slots.map(\.input)
    storage =
      [
        data.features.storage, targets.storage, Storage(byteCount: batchSize * 4),
        state.parameters,
      ] + (0..<numbers).map { _ in Storage(byteCount: 8) } + state.slots.map(\.storage)
  }

  /// Takes step number `step` (1 for the first) on the rows with these indices, with the scheduled
  /// learning rate and the factors of other numbers.
  func run(
    _ indices: ArraySlice<Int32>, step: Int, _ scheduled: [Double]
  ) -> StepResult {
    let execution = executions.program(at: step) { number in
      Execution(program(number), inputs: storage)
    }
    execution.inputs[Input.indices].write(indices)
    for (index, number) in ([Double(step)] + scheduled).enumerated() {
      execution.inputs[Input.step + index].write(CollectionOfOne(number))
    }
    execution.run()
    return StepResult(
      loss: execution.scalar(1), gradientNorm: execution.scalar(2),
      learningRate: execution.scalar(3),
      squaredError: measuresSquaredError ? execution.scalar(4) : nil, work: Double(batchSize))
  }

  private func program(_ number: StepNumber) -> Program {
    let names = state.slots.map(\.name)
    var donors = [0: Input.parameters]
    let firstMemory = measuresSquaredError ? 5 : 4
    for k in names.indices { donors[firstMemory + k] = memory + k }
    return Program(inputs: inputs, donors: donors, threads: problem.threads) { input in
      let indices = input[Input.indices]
      let rows = input[Input.features].take(indices)
      let function = BatchFunction(
        problem: problem, rows: rows,
        targets: problem.targets(rows, stored: input[Input.targets].take(indices)))
      let parameters = input[Input.parameters]
      let (loss, gradient, output) = function.derivatives(at: parameters)
      var memory = RuleState(names: names, tensors: Array(input[self.memory...]))
      let step = Step(
        from: parameters, gradient: gradient, learningRate: input[Input.rate],
        t: input[Input.step], number: number, layout: problem.layout.variables,
        decayMask: Tensor(problem.layout.weightMask(problem.precision)),
        probe: function.probe(at: parameters, loss), seed: optimizer.seed)
      let (updated, norm, rate) = optimizer.bound(toInputsFrom: Input.rate + 1)
        .update(step, state: &memory)
      let squaredError =
        measuresSquaredError ? [problem.loss.squaredError(output, function.targets)] : []
      return [updated, loss, norm, rate] + squaredError + names.map { memory[$0] }
    }
  }
}
