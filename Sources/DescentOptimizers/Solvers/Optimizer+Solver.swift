public import DescentCore

/// An update rule, with all that is around it, as a solver: value, gradient and update are one
/// program, which computes at each point where the next one will be.
extension Optimizer: Solver {
  /// A point with the next one and what is remembered there.
  public struct State: SolverState {
    public var iterate: Iterate
    fileprivate var next: NDArray
    /// What is remembered here, and after the step to `next`.
    fileprivate var memory, nextMemory: [NDArray]
    /// What schedules that look at the values have made of them.
    fileprivate var schedule: Schedule
    /// The learning rate of the step to `next`.
    fileprivate var rate: Double
  }

  public var methodName: String { type(of: rule).name }

  public func initialState(at point: NDArray, _ oracle: inout Oracle) -> State {
    let memory = initialMemory(at: point, oracle.objective.layout).map(\.array)
    return evaluate(
      point, step: 0, memory, learningRate: learningRate(at: 0), schedule, &oracle)
  }

  public func step(_ state: inout State, _ oracle: inout Oracle) -> Outcome? {
    var schedule = state.schedule
    schedule.observe(state.iterate.value)
    state = evaluate(
      state.next, step: state.iterate.step + 1, state.nextMemory,
      learningRate: state.rate, schedule, &oracle)
    return nil
  }

  /// Where the function should be evaluated, if not at the points of the steps.
  public func result(of state: State, _ oracle: inout Oracle) -> Iterate {
    let iterate = state.iterate
    let layout = oracle.objective.layout
    guard let program = evaluationProgram(at: iterate.point, layout, threads: 1) else {
      return iterate
    }
    let point = program.run([iterate.point] + state.memory)[0]
    return Iterate(
      at: point, step: iterate.step, learningRate: iterate.learningRate, &oracle)
  }

  public func advice(afterDivergenceAt iterate: Iterate) -> String {
    "try a learning rate of \((iterate.learningRate / 10).threeDigits) or smaller"
      + (groups.isEmpty ? "" : ", of groups a tenth of their own")
  }

  /// The state after `step` steps, the last of them of `learningRate`, led to `point`.
  private func evaluate(
    _ point: NDArray, step: Int, _ memory: [NDArray], learningRate: Double, _ schedule: Schedule,
    _ oracle: inout Oracle
  ) -> State {
    var optimizer = self
    optimizer.schedule = schedule
    let numbers = optimizer.numbers(at: step)
    let execution = oracle.execution(description, at: step + 1) {
      program(for: $0, at: point, $1)
    }
    execution.inputs[0].copyBytes(from: point.storage)
    for (input, number) in zip(execution.inputs.dropFirst(), [Double(step + 1)] + numbers) {
      input.write(CollectionOfOne(number))
    }
    for (input, array) in zip(execution.inputs.dropFirst(2 + numbers.count), memory) {
      input.copyBytes(from: array.storage)
    }
    execution.run()
    oracle.count(gradients: 1)
    let iterate = Iterate(
      step: step, point: point, value: execution.scalar(0), gradient: execution.output(1),
      gradientNorm: execution.scalar(2), learningRate: learningRate)
    return State(
      iterate: iterate, next: execution.output(3), memory: memory,
      nextMemory: memory.indices.map { execution.output(4 + $0) }, schedule: schedule,
      rate: numbers[0])
  }

  /// From a point, the number of the step, the rate, scheduled numbers and the memory to value,
  /// gradient, its norm, the next point and the memory after.
  private func program(
    for objective: Objective, at point: NDArray, _ number: StepNumber
  ) -> Program {
    let first = initialMemory(at: point, objective.layout)
    let names = first.map(\.name)
    let scalars = 2 + scheduledKeys.count
    let inputs =
      [.init(point.shape, point.dtype)] + [Program.Input](repeating: .init([]), count: scalars)
      + first.map { Program.Input($0.array.shape, $0.array.dtype) }
    return Program(inputs: inputs, threads: objective.threads) { input in
      let (value, gradient) = objective.valueAndGradient(at: input[0])
      var memory = RuleState(names: names, tensors: Array(input[(1 + scalars)...]))
      let step = Step(
        from: input[0], gradient: gradient, learningRate: input[2], t: input[1], number: number,
        layout: objective.layout, probe: objective.probe(at: input[0], value), seed: seed)
      let (next, norm) = bound(toInputsFrom: 3).update(step, state: &memory)
      return [value, gradient, norm, next] + names.map { memory[$0] }
    }
  }
}

extension Objective {
  /// What rules may ask beside the gradient.
  fileprivate func probe(at point: Tensor, _ value: Tensor) -> Probe {
    Probe(
      value: value, gradient: { valueAndGradient(at: $0).gradient },
      hessianVectorProduct: { v in
        DescentCore.hessianVectorProduct(of: { self($0) }, at: point, along: v)
      }, valueAt: { self($0) })
  }
}
