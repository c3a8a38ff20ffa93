import DescentCore

/// The compiled programs of K-FAC, bound to one memory at a time.
final class KFACPrograms {
  private let plan: KFACStep
  private let point, key, damping: Storage
  /// What one program leaves for another.
  private let gradient, direction: Storage
  /// Only the state that is stepped owns its memory, so that it can tell whether it is shared.
  private weak var memory: KroneckerMemory?
  private var bound: [String: Execution] = [:]
  private var programs: [String: Program] = [:]

  init(_ plan: KFACStep) {
    self.plan = plan
    let byteCount = plan.objective.layout.count * plan.objective.precision.size
    let vectors = (0..<3).map { _ in Storage(byteCount: byteCount) }
    (point, gradient, direction) = (vectors[0], vectors[1], vectors[2])
    (key, damping) = (Storage(byteCount: 8), Storage(byteCount: 8))
  }

  /// What a step led to.
  struct Report {
    var point: NDArray
    var value, gradientNorm, model, length, momentum: Double

    /// What a program gives: the point, model, length and momentum.
    fileprivate init(_ step: Execution, value: Double, squaredNorm: Double) {
      point = step.output(0)
      (self.value, gradientNorm) = (value, squaredNorm.squareRoot())
      (model, length, momentum) = (step.scalar(1), step.scalar(2), step.scalar(3))
    }
  }

  /// Makes sure that the programs write to a memory that nothing else sees; zeros for none.
  func bind(to memory: inout KroneckerMemory?) {
    // Not bound to a name while it is asked: that would be another reference.
    if memory != nil, !isKnownUniquelyReferenced(&memory) {
      memory = memory.map { KroneckerMemory($0.arrays) }
    }
    let own = memory ?? KroneckerMemory(plan.slots)
    memory = own
    if self.memory === own { return }
    self.memory = own
    bound = [:]
  }

  /// Takes note of the curvature at `x`.
  func updateStatistics(at x: NDArray, step: Int) {
    point.copyBytes(from: x.storage)
    key.write(CollectionOfOne(Double(step)))
    execution("statistics") { plan, input, memory in
      plan.updateStatistics(at: input[0], key: input[1], &memory)
    }.run()
  }

  /// Inverts the factors.
  func updateInverses(damping: Double) {
    self.damping.write(CollectionOfOne(damping))
    execution("inverses") { plan, input, memory in
      plan.updateInverses(damping: input[2], &memory)
    }.run()
  }

  /// The step from x.
  func take(from x: NDArray, damping: Double) -> Report {
    point.copyBytes(from: x.storage)
    self.damping.write(CollectionOfOne(damping))
    return plan.sharesRows ? takeAtOnce(from: x) : takeInTwo(from: x)
  }

  /// Gradient and step in one program, which goes through the model once.
  private func takeAtOnce(from x: NDArray) -> Report {
    let step = execution("step", outputs: 6) { plan, input, memory in
      let course = plan.course(at: input[0], damping: input[2], memory)
      let result = plan.take(course, from: input[0], damping: input[2], memory)
      memory["step"] = result.step
      return [
        result.point, result.model, result.length, result.momentum, course.value,
        plan.wideDot(course.gradient, course.gradient),
      ]
    }
    step.run()
    return Report(step, value: step.scalar(4), squaredNorm: step.scalar(5))
  }

  /// The same where curvature is taken over fewer rows.
  private func takeInTwo(from x: NDArray) -> Report {
    let course = execution("course", outputs: 4) { plan, input, memory in
      let course = plan.course(at: input[0], damping: input[2], memory)
      return [
        .concatenate(course.gradient.map(\.flattened)),
        .concatenate(course.direction.map(\.flattened)), course.value,
        plan.wideDot(course.gradient, course.gradient),
      ]
    }
    course.run()
    gradient.copyBytes(from: course.place(ofOutput: 0))
    direction.copyBytes(from: course.place(ofOutput: 1))
    let step = execution("step", outputs: 4) { plan, input, memory in
      let course = KFACStep.Course(
        value: Tensor(0), gradient: plan.objective.variables(in: input[3]),
        direction: plan.objective.variables(in: input[4]))
      let result = plan.take(course, from: input[0], damping: input[2], memory)
      memory["step"] = result.step
      return [result.point, result.model, result.length, result.momentum]
    }
    step.run()
    return Report(step, value: course.scalar(2), squaredNorm: course.scalar(3))
  }

  private typealias Trace = (KFACStep, [Tensor], inout [String: Tensor]) -> [Tensor]

  private func execution(
    _ name: String, _ change: @escaping (KFACStep, [Tensor], inout [String: Tensor]) -> Void
  ) -> Execution {
    execution(name, outputs: 0) { plan, input, memory in
      change(plan, input, &memory)
      return []
    }
  }

  /// The program `name`, which gives some outputs and writes over what it remembers.
  private func execution(_ name: String, outputs: Int, _ trace: @escaping Trace) -> Execution {
    if let known = bound[name] { return known }
    guard let memory else { fatalError("KFACPrograms: not bound to a memory") }
    let vector = Program.Input([plan.objective.layout.count], plan.objective.precision)
    let numbers: [(input: Program.Input, storage: Storage)] = [
      (vector, point),
      (.init([]), key), (.init([]), damping), (vector, gradient), (vector, direction),
    ]
    let names = plan.slots.map(\.name)
    let arguments = numbers + names.map { memory[$0] }
    let program =
      programs[name] ?? self.program(arguments.map(\.input), names, outputs, trace)
    let execution = Execution(program, inputs: arguments.map(\.storage))
    (programs[name], bound[name]) = (program, execution)
    return execution
  }

  private func program(
    _ inputs: [Program.Input], _ names: [String], _ outputs: Int, _ trace: Trace
  ) -> Program {
    let first = inputs.count - names.count
    func results(_ input: [Tensor]) -> (outputs: [Tensor], changed: [Int: Tensor]) {
      var memory = Dictionary(uniqueKeysWithValues: zip(names, input.dropFirst(first)))
      let outputs = trace(plan, input, &memory)
      var changed: [Int: Tensor] = [:]
      for (k, name) in names.enumerated()
      where memory[name]!.node !== input[first + k].node {
        changed[first + k] = memory[name]
      }
      return (outputs, changed)
    }
    // Which of them it writes over shows when it is traced.
    let probes = inputs.enumerated().map { Tensor(.input(index: $0, $1.shape, $1.dtype)) }
    let written = results(probes).changed.keys.sorted()
    let donors = written.enumerated().map { (outputs + $0, $1) }
    return Program(
      inputs: inputs, donors: Dictionary(uniqueKeysWithValues: donors),
      threads: plan.objective.threads
    ) { input in
      let (outputs, changed) = results(input)
      return outputs + written.map { changed[$0]! }
    }
  }
}
