public import DescentCore

/// An update rule, with all that is around it, as a solver: value, gradient and update are one
/// program, which computes at each point where the next one will be.
extension Optimizer: Solver {
  /// A point with the next one and the rule's memory there.
  public struct State: SolverState {
    public var iterate: Iterate
    fileprivate var next: NDArray
    fileprivate var memory: [NDArray]
  }

  public var methodName: String { type(of: rule).name }

  public func initialState(at point: NDArray, _ oracle: inout Oracle) -> State {
    let memory = initialMemory(at: point).map(\.array)
    return evaluate(point, step: 0, memory, learningRate: learningRate(at: 0), &oracle)
  }

  public func step(_ state: inout State, _ oracle: inout Oracle) -> Outcome? {
    let step = state.iterate.step
    state = evaluate(
      state.next, step: step + 1, state.memory, learningRate: learningRate(at: step), &oracle)
    return nil
  }

  public func resolved(totalSteps: Int) -> Optimizer {
    var optimizer = self
    optimizer.schedule = schedule.resolved(totalSteps: totalSteps)
    return optimizer
  }

  public func advice(afterDivergenceAt iterate: Iterate) -> String {
    "try a learning rate of \((iterate.learningRate / 10).threeDigits) or smaller"
  }

  /// The state after `step` steps, the last of them of `learningRate`, led to `point`.
  private func evaluate(
    _ point: NDArray, step: Int, _ memory: [NDArray], learningRate: Double, _ oracle: inout Oracle
  ) -> State {
    let execution = oracle.execution(description) { program(for: $0, at: point) }
    execution.inputs[0].copyBytes(from: point.storage)
    execution.inputs[1].write(CollectionOfOne(self.learningRate(at: step)))
    execution.inputs[2].write(CollectionOfOne(Double(step + 1)))
    for (input, array) in zip(execution.inputs.dropFirst(3), memory) {
      input.copyBytes(from: array.storage)
    }
    execution.run()
    oracle.count(gradients: 1)
    let iterate = Iterate(
      step: step, point: point, value: execution.scalar(0), gradient: execution.output(1),
      gradientNorm: execution.scalar(2), learningRate: learningRate)
    return State(
      iterate: iterate, next: execution.output(3),
      memory: memory.indices.map { execution.output(4 + $0) })
  }

  /// From a point, the rate, the number of the step and the memory to value, gradient, its norm,
  /// the next point and the memory after.
  private func program(for objective: Objective, at point: NDArray) -> Program {
    let first = initialMemory(at: point)
    let names = first.map(\.name)
    let inputs: [Program.Input] =
      [.init(point.shape, point.dtype), .init([]), .init([])]
      + first.map { .init($0.array.shape, $0.array.dtype) }
    return Program(inputs: inputs, threads: objective.threads) { input in
      let (value, gradient) = objective.valueAndGradient(at: input[0])
      var memory = RuleState(names: names, tensors: Array(input[3...]))
      let (next, norm) = update(
        input[0], gradient: gradient, learningRate: input[1], step: input[2], state: &memory)
      return [value, gradient, norm, next] + names.map { memory[$0] }
    }
  }
}
