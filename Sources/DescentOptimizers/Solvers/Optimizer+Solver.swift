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
    /// The learning rate of the step to `next`, and the factors of other numbers.
    fileprivate var rate: Double
    fileprivate var numbers: [Double]
    /// Whether the function is evaluated at another point than those of the steps.
    fileprivate var isElsewhere = false
  }

  public func check(_ objective: Objective, steps: Int) throws(DescentError) {
    try checkGroups(in: objective.layout)
    try checkSampling(from: "a formula")
    try checkBatches()
    try checkLength(totalSteps: steps)
    try resolved(totalSteps: steps).checkSchedules(steps: steps)
  }

  public var methodName: String { type(of: rule).name }

  public func initialState(at point: NDArray, _ oracle: inout Oracle) -> State {
    let layout = oracle.objective.layout
    let memory = initialMemory(at: point, layout).map(\.array)
    var state = evaluate(
      point, step: 0, memory, learningRate: learningRate(at: 0), schedule, &oracle)
    state.isElsewhere = evaluationProgram(at: point, layout, threads: 1) != nil
    return state
  }

  public func step(_ state: inout State, _ oracle: inout Oracle) -> Outcome? {
    var schedule = state.schedule
    schedule.observe(state.iterate.value)
    var next = evaluate(
      state.next, step: state.iterate.step + 1, state.nextMemory,
      learningRate: state.rate, schedule, &oracle)
    next.isElsewhere = state.isElsewhere
    state = next
    return nil
  }

  /// Where the function should be evaluated, if not at the points of the steps.
  public func result(of state: State, _ oracle: inout Oracle) -> Iterate {
    var iterate = state.iterate
    guard state.isElsewhere else { return iterate }
    let execution = oracle.execution("evaluation of \(description)") { objective, _ in
      evaluation(of: objective, at: iterate.point)
    }
    execution.run(on: iterate.point, step: iterate.step, state.numbers, state.memory)
    oracle.count(gradients: 1)
    (iterate.value, iterate.gradient) = (execution.scalar(0), execution.output(1))
    (iterate.gradientNorm, iterate.point) = (execution.scalar(2), execution.output(3))
    return iterate
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
    execution.run(on: point, step: step, numbers, memory)
    oracle.count(gradients: 1)
    let iterate = Iterate(
      step: step, point: point, value: execution.scalar(0), gradient: execution.output(1),
      gradientNorm: execution.scalar(2), learningRate: learningRate)
    return State(
      iterate: iterate, next: execution.output(3), memory: memory,
      nextMemory: memory.indices.map { execution.output(5 + $0) }, schedule: schedule,
      rate: execution.scalar(4), numbers: numbers)
  }

  /// From a point, the number of the step, the rate, scheduled factors and the memory to value,
  /// gradient, its norm, the next point, the rate in force and the memory after.
  private func program(
    for objective: Objective, at point: NDArray, _ number: StepNumber
  ) -> Program {
    program(for: objective, at: point) { optimizer, input, memory in
      let (value, gradient) = objective.valueAndGradient(at: input[0])
      let step = Step(
        from: input[0], gradient: gradient, learningRate: input[2], t: input[1], number: number,
        layout: objective.layout, probe: objective.probe(at: input[0], value), seed: seed)
      let minimized = optimizer.minimized(value, gradient, at: input[0], objective.layout)
      let (next, _, rate) = optimizer.update(step, state: &memory)
      return minimized + [next, rate] + memory.entries.map(\.tensor)
    }
  }

  /// From the same to value, gradient, its norm and the point where the function is evaluated.
  private func evaluation(of objective: Objective, at point: NDArray) -> Program {
    program(for: objective, at: point) { optimizer, input, memory in
      let layout = objective.layout
      let p = optimizer.evaluationPoint(at: input[0], layout, state: memory)
      let (value, gradient) = objective.valueAndGradient(at: p)
      return optimizer.minimized(value, gradient, at: p, layout) + [p]
    }
  }

  private func program(
    for objective: Objective, at point: NDArray,
    _ outputs: (Optimizer, [Tensor], inout RuleState) -> [Tensor]
  ) -> Program {
    let first = initialMemory(at: point, objective.layout)
    let scalars = 2 + scheduledKeys.count
    let inputs =
      [.init(point.shape, point.dtype)] + [Program.Input](repeating: .init([]), count: scalars)
      + first.map { Program.Input($0.array.shape, $0.array.dtype) }
    return Program(inputs: inputs, threads: objective.threads) { input in
      var memory = RuleState(names: first.map(\.name), tensors: Array(input[(1 + scalars)...]))
      return outputs(bound(toInputsFrom: 3), input, &memory)
    }
  }

  /// What a search goes by: value and gradient with the penalties, the gradient being 0 for what
  /// is frozen, and its norm.
  private func minimized(
    _ value: Tensor, _ gradient: Tensor, at p: Tensor, _ layout: VariableLayout
  ) -> [Tensor] {
    var (value, gradient) = (value, gradient)
    if let penalty = penalty(on: layout) {
      // What is maximized is the function less the penalty.
      let sign = wrappers.contains { $0 is Maximize } ? -1.0 : 1
      value = sign * penalty.adding(to: sign * value, at: p)
      gradient = sign * penalty.adding(toGradient: sign * gradient, at: p)
    }
    let parts = parts(of: layout, by: .elements)
    if parts.contains(where: \.treatment.isFrozen) {
      let pieces = parts.map { part in
        part.treatment.isFrozen ? .zeros(like: part.cut(gradient)) : part.cut(gradient)
      }
      gradient = joined(pieces, of: parts)
    }
    return [value, gradient, norm(of: gradient)]
  }
}

extension Execution {
  /// Runs a program of an optimizer.
  fileprivate func run(
    on point: NDArray, step: Int, _ numbers: [Double], _ memory: [NDArray]
  ) {
    inputs[0].copyBytes(from: point.storage)
    for (input, number) in zip(inputs.dropFirst(), [Double(step + 1)] + numbers) {
      input.write(CollectionOfOne(number))
    }
    for (input, array) in zip(inputs.dropFirst(2 + numbers.count), memory) {
      input.copyBytes(from: array.storage)
    }
    run()
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
