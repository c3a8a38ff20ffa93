import CDescentKernels

extension LoopBody {
  /// The loop that computes the members of a step of `fusion`.
  ///
  /// - Parameter overwrites: The entry whose memory a result is written over, by the result.
  init(_ step: Int, of fusion: Fusion, overwrites: [Int: Int]) {
    let members = fusion.steps[step].members
    let graph = fusion.graph
    type =
      members.lazy.compactMap(graph.computeType).max { $0 == .float32 && $1 == .float64 }
      ?? .float64
    count = fusion.elementCount(members[0])
    let results = fusion.results(of: step)
    var lowering = Lowering(
      fusion, members: Set(members), results: Set(results),
      overwritten: Set(results.compactMap { overwrites[$0] }))
    for member in members { lowering.lower(member) }
    operands = lowering.operands
    lowering.assignRegisters()
    instructions = lowering.instructions
    outputs = lowering.outputs
    reductions = lowering.reductions
    registerCount = lowering.registerCount
    for k in outputs.indices {
      let entry = outputs[k].entry
      let isReadLater = overwrites[entry].map { reads($0, after: outputs[k].register, graph) }
      outputs[k].isDirect = graph.entries[entry].dtype == type && isReadLater != true
      outputs[k].overwritten = overwrites[entry]
    }
  }

  /// Whether the memory of `overwritten` is still read after `register` is written.
  private func reads(_ overwritten: Int, after register: Int, _ graph: Graph) -> Bool {
    let overlapping = operands.indices.filter { k in
      operands[k].source.map { graph.base($0) == overwritten } ?? false
    }
    guard let write = instructions.firstIndex(where: { $0.destination == register }) else {
      return true
    }
    let later = instructions[(write + 1)...].flatMap(\.arguments)
    return later.contains { overlapping.contains($0) }
  }
}

/// Turns the members of a loop into instructions over virtual registers: operands first, then
/// one for each value. `assignRegisters` then maps them to few real ones.
private struct Lowering {
  let fusion: Fusion
  let members: Set<Int>
  let results: Set<Int>
  /// The entries whose memory results are written over.
  let overwritten: Set<Int>
  /// Products that are folded into the addition that uses them.
  let folded: Set<Int>

  var operands: [LoopBody.Operand] = []
  var instructions: [LoopBody.Instruction] = []
  var outputs: [LoopBody.Output] = []
  var reductions: [LoopBody.Reduction] = []
  var registerCount = 0
  /// The virtual register of an entry: an operand is -1 - its index.
  private var registers: [Int: Int] = [:]

  var graph: Graph { fusion.graph }

  init(_ fusion: Fusion, members: Set<Int>, results: Set<Int>, overwritten: Set<Int>) {
    (self.fusion, self.members, self.results) = (fusion, members, results)
    self.overwritten = overwritten
    folded = Self.foldedProducts(fusion, members, results)
  }

  mutating func lower(_ member: Int) {
    let entry = graph.entries[member]
    switch entry.op {
    case .literal, .iota, .broadcast, .take:
      registers[member] = LoopBody.Operand(load: member, in: graph).map { operand($0) }
    case .reshape, .stopGradient, .customDerivative: registers[member] = register(entry.inputs[0])
    case .reduce(let f, let axes):
      let sizes = graph.entries[entry.inputs[0]].shape.sizes
      let inner = sizes[(axes[axes.count - 1] + 1)...].reduce(1, *)
      let block = sizes[axes[0]...].reduce(1, *)
      reductions.append(
        LoopBody.Reduction(
          entry: member, register: reducedRegister(entry.inputs[0]), kind: f.kind, block: block,
          inner: inner))
      return
    case .cast(let dtype): registers[member] = cast(entry.inputs[0], to: dtype)
    case .unary(let f): registers[member] = emit(f.opcode, entry.inputs.map { register($0) })
    case .binary(let f):
      if folded.contains(member) { return }
      registers[member] = combine(f, entry.inputs)
    case .select: registers[member] = emit(DESCENT_SELECT, entry.inputs.map { register($0) })
    case .input, .feed, .constant, .transpose, .slice, .pad, .concatenate, .matmul, .scatterAdd,
      .cholesky, .triangularSolve, .eigendecomposition:
      fatalError("\(entry.op.name) is not an operation of a loop")
    }
    if results.contains(member) { store(member) }
  }

  private mutating func store(_ member: Int) {
    var source = register(member)
    // Every stored value has a register that nothing else writes or stores.
    if source < 0 || outputs.contains(where: { $0.register == source }) {
      source = emit(DESCENT_COPY, [source])
      registers[member] = source
    }
    outputs.append(LoopBody.Output(entry: member, register: source))
  }

  private mutating func register(_ entry: Int) -> Int {
    if let known = registers[entry] { return known }
    let operand = LoopBody.Operand(reading: entry, in: graph, fusion.distributions)
    let register = self.operand(operand)
    registers[entry] = register
    return register
  }

  /// The register of a reduction's input. Reductions come after the stores, so what a store
  /// writes over is copied before.
  private mutating func reducedRegister(_ entry: Int) -> Int {
    let source = register(entry)
    guard source < 0, let read = operands[-1 - source].source,
      overwritten.contains(graph.base(read))
    else { return source }
    return emit(DESCENT_COPY, [source])
  }

  private mutating func operand(_ operand: LoopBody.Operand) -> Int {
    if let known = operands.firstIndex(of: operand) { return -1 - known }
    operands.append(operand)
    return -operands.count
  }

  private mutating func emit(_ opcode: descent_opcode, _ arguments: [Int]) -> Int {
    instructions.append(
      LoopBody.Instruction(
        opcode: opcode, destination: instructions.count, arguments: arguments))
    return instructions.count - 1
  }

  /// Loads and stores convert between types, so only what changes the value needs instructions.
  private mutating func cast(_ input: Int, to dtype: DType) -> Int {
    let source = register(input)
    let from = graph.entries[input].dtype
    if dtype == .bool && from != .bool {
      return emit(DESCENT_NOT, [emit(DESCENT_NOT, [source])])
    }
    if !dtype.isFloating && from.isFloating {  // toward zero
      let whole = emit(DESCENT_FLOOR, [emit(DESCENT_ABS, [source])])
      return emit(DESCENT_MULTIPLY, [emit(DESCENT_SIGN, [source]), whole])
    }
    return source
  }

  private mutating func combine(_ f: Binary, _ inputs: [Int]) -> Int {
    let factors = [graph.entries[inputs[0]].inputs, graph.entries[inputs[1]].inputs]
    switch f {
    case .add where folded.contains(inputs[0]):
      return emit(DESCENT_MULTIPLY_ADD, (factors[0] + [inputs[1]]).map { register($0) })
    case .add where folded.contains(inputs[1]):
      return emit(DESCENT_MULTIPLY_ADD, (factors[1] + [inputs[0]]).map { register($0) })
    case .subtract where folded.contains(inputs[0]):
      return emit(DESCENT_MULTIPLY_SUBTRACT, (factors[0] + [inputs[1]]).map { register($0) })
    case .subtract where folded.contains(inputs[1]):
      return emit(DESCENT_SUBTRACT_PRODUCT, (factors[1] + [inputs[0]]).map { register($0) })
    default: return emit(f.opcode, inputs.map { register($0) })
    }
  }

  private static func foldedProducts(
    _ fusion: Fusion, _ members: Set<Int>, _ results: Set<Int>
  ) -> Set<Int> {
    var folded: Set<Int> = []
    for member in members.sorted() {
      let entry = fusion.graph.entries[member]
      guard entry.op == .binary(.add) || entry.op == .binary(.subtract), entry.dtype.isFloating
      else { continue }
      let product = entry.inputs.first { input in
        fusion.graph.entries[input].op == .binary(.multiply) && members.contains(input)
          && !results.contains(input) && fusion.users[input] == [member]
      }
      if let product { folded.insert(product) }
    }
    return folded
  }
}

// MARK: - Registers

extension Lowering {
  /// Renames virtual registers: operands come first, and a register is given out again after the
  /// last use of its value. Stored and reduced values keep theirs.
  mutating func assignRegisters() {
    var lastUse = [Int](repeating: -1, count: instructions.count)
    for (k, instruction) in instructions.enumerated() {
      for argument in instruction.arguments where argument >= 0 { lastUse[argument] = k }
    }
    for register in outputs.map(\.register) + reductions.map(\.register) where register >= 0 {
      lastUse[register] = .max
    }
    var free: [Int] = []
    var names: [Int] = []
    registerCount = operands.count
    let rename = { (register: Int, names: [Int]) in register < 0 ? -1 - register : names[register] }
    for k in instructions.indices {
      let arguments = instructions[k].arguments
      instructions[k].arguments = arguments.map { rename($0, names) }
      free += Set(arguments).filter { $0 >= 0 && lastUse[$0] == k }.map { names[$0] }.sorted()
      if lastUse[k] != .max, let reused = free.popLast() {
        names.append(reused)
      } else {
        names.append(registerCount)
        registerCount += 1
      }
      instructions[k].destination = names[k]
    }
    for k in outputs.indices { outputs[k].register = rename(outputs[k].register, names) }
    for k in reductions.indices { reductions[k].register = rename(reductions[k].register, names) }
  }
}
