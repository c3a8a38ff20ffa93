import DescentCore

/// The compiled programs of K-FAC, bound to one memory at a time.
final class KFACPrograms {
  private let plan: KFACStep
  private let point, key, damping: Storage
  /// Only the state that is stepped owns its memory, so that it can tell whether it is shared.
  private weak var memory: KroneckerMemory?
  private var bound: [String: Execution] = [:]
  private var programs: [String: Program] = [:]

  init(_ plan: KFACStep) {
    self.plan = plan
    point = Storage(byteCount: plan.objective.layout.count * plan.objective.precision.size)
    (key, damping) = (Storage(byteCount: 8), Storage(byteCount: 8))
  }

  /// What a step led to.
  struct Report {
    var point: NDArray
    var value, gradientNorm, model, length, momentum: Double
  }

  /// Makes sure that the programs write to a memory that nothing else sees; zeros for none.
  func bind(to memory: inout KroneckerMemory?) {
    if let old = memory, !isKnownUniquelyReferenced(&memory) {
      memory = KroneckerMemory(old.arrays)
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
    let step = execution("step", outputs: 6) { plan, input, memory in
      let result = plan.take(from: input[0], damping: input[2], memory)
      memory["step"] = result.step
      return [
        result.point, result.value, result.squaredNorm, result.model, result.length,
        result.momentum,
      ]
    }
    step.run()
    return Report(
      point: step.output(0), value: step.scalar(1), gradientNorm: step.scalar(2).squareRoot(),
      model: step.scalar(3), length: step.scalar(4), momentum: step.scalar(5))
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
    let numbers: [(input: Program.Input, storage: Storage)] = [
      (.init([plan.objective.layout.count], plan.objective.precision), point),
      (.init([]), key), (.init([]), damping),
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
    func results(_ input: [Tensor]) -> (outputs: [Tensor], changed: [Int: Tensor]) {
      var memory = Dictionary(uniqueKeysWithValues: zip(names, input.dropFirst(3)))
      let outputs = trace(plan, input, &memory)
      var changed: [Int: Tensor] = [:]
      for (k, name) in names.enumerated() where memory[name]!.node !== input[k + 3].node {
        changed[k + 3] = memory[name]
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
