import DescentCore
import DescentOptimizers

/// The steps of a solver, which sees the loss on the rows at hand as a function to minimize.
final class SolverStepper<S: TrainingSolver>: Stepper {
  private let solver: S
  private let data: DataFeeds
  private var oracle: Oracle
  private var state: S.State
  /// The squared error at a point; nil where it is not measured.
  private let squaredError: Execution?
  /// What the rows for curvature are drawn from: a stream apart from those of first values and order.
  private let random: RandomSource

  /// - Throws: If the solver is not for this model, or so many rows.
  init(_ solver: S, _ method: SolverMethod, of trainer: Trainer) throws(DescentError) {
    let problem = trainer.problem
    data = DataFeeds(
      trainer.data, targets: trainer.targets, batchSize: trainer.batchSize,
      curvatureBatchSize: method.curvatureBatchSize)
    random = RandomSource(seed: trainer.options.seed).split(.max - 1)
    squaredError =
      problem.measuresSquaredError(of: trainer.targets)
      ? problem.squaredErrorProgram(on: data) : nil
    var objective = problem.objective(on: data, l2: method.l2)
    objective.composition?.seed = trainer.options.seed
    try solver.check(objective, steps: trainer.stepLimit)
    oracle = Oracle(objective)
    self.solver = solver.resolved(totalSteps: trainer.stepLimit)
    data.useAllRows()
    state = self.solver.initialState(at: trainer.model.parameters, &oracle)
    // What is known of the first rows is of no use on others.
    if !data.isFixed { oracle.work = 0 }
  }

  var parameters: Storage { state.iterate.point.storage }
  var evaluationParameters: Storage { parameters }
  var isFinite: Bool { parameters.isFinite(as: state.iterate.point.dtype) }

  var isWhollyFinite: Bool {
    isFinite && state.memory.values.allSatisfy { $0.storage.isFinite(as: $0.dtype) }
  }

  var memory: [String: NDArray] {
    var memory = state.memory
    memory["iterate"] = NDArray([Double(state.iterate.step), state.iterate.learningRate])
    return memory
  }

  var scheduleMemory: [String: [Double]] = [:]

  func restore(
    _ parameters: NDArray, _ memory: [String: NDArray], path: String
  ) throws(DescentError) {
    guard let numbers = memory["iterate"], numbers.shape == [2],
      let step = Int(exactly: numbers.doubles[0])
    else {
      throw DescentError(
        path, expected: "a tensor 'optimizer/iterate' of two numbers",
        found: memory["iterate"].map { "\($0)" } ?? "none")
    }
    var rest = memory
    rest["iterate"] = nil
    let iterate = Iterate(
      unknownAt: parameters, step: step, learningRate: numbers.doubles[1])
    do throws(DescentError) {
      state = try S.State(iterate: iterate, memory: rest)
      try solver.check(state, of: oracle.objective)
    } catch {
      throw DescentError(path, expected: error.expected, found: error.found)
    }
    // As the step before had left it; a batch is looked at when it comes.
    if data.isFixed, !S.observesWhileStepping { state.iterate.refresh(&oracle) }
    oracle.work = 0
  }

  func step(on rows: ArraySlice<Int32>, number: Int) -> StepResult {
    // Counted from 0 in each step: a sum over steps would be rounded otherwise after a resume.
    defer { oracle.work = 0 }
    let change = data.use(rows, curvature: random.split(UInt64(number)))
    if change.ofRows || change.ofCurvature { oracle.data += 1 }
    solver.observe(&state, &oracle, isNewData: change.ofRows)
    squaredError?.inputs[0].copyBytes(from: parameters)
    squaredError?.run()
    let start = state.iterate
    let outcome = solver.step(&state, &oracle)
    let known = S.observesWhileStepping ? state.iterate : start
    return StepResult(
      loss: known.value, gradientNorm: known.gradientNorm,
      learningRate: state.iterate.learningRate, squaredError: squaredError?.scalar(0),
      work: oracle.work, details: solver.details(of: state), outcome: outcome)
  }

  func observe(_ report: EpochReport) {}
}

extension TrainingProblem {
  fileprivate func squaredErrorProgram(on data: DataFeeds) -> Execution {
    let program = Program(.init([layout.count], precision), threads: threads) {
      [squaredError(at: $0, on: data)]
    }
    return Execution(program, inputs: [Storage(byteCount: layout.count * precision.size)])
  }
}

extension TrainingSolver {
  /// The stepper of a solver whose type only it knows.
  func stepper(
    _ method: SolverMethod, of trainer: Trainer
  ) throws(DescentError) -> any Stepper {
    try SolverStepper(self, method, of: trainer)
  }
}
