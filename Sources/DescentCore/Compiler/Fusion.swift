/// One instruction of the compiled program, before it is given threads and memory.
struct Step {
  enum Kind {
    /// Entries that one fused loop computes, in topological order.
    case loop([Int])
    /// An entry that is an instruction of its own: a matrix product, a copy, a factorization.
    case operation(Int)
  }

  var kind: Kind
  var distribution: Distribution

  var members: [Int] {
    switch kind {
    case .loop(let members): members
    case .operation(let entry): [entry]
    }
  }

  var isLoop: Bool { if case .loop = kind { true } else { false } }
}

/// Groups the entries of a graph into steps.
///
/// An elementwise entry joins the loop of its only user; what several loops use is stored. Loads
/// (broadcasts, gathers, numbers) cost nothing and are repeated in every loop that wants them. A
/// reduction ends the loop that makes its input. Then loops over equally many elements are merged
/// where they read the same memory or one another's results, so that memory is passed over once.
struct Fusion {
  let graph: Graph
  let distributions: [Distribution]
  let users: [[Int]]
  let outputs: Set<Int>
  var steps: [Step] = []
  /// The loops that hold an entry; more than one only for loads.
  var loops: [Set<Int>]
  /// The step that puts an entry into memory; nil for inputs, constants, views and for what
  /// stays in registers.
  var home: [Int?]
  /// While loops are merged: for each step those that it needs, where that has been asked for, and
  /// the step that has taken it in.
  var needed: [Int: [Int]] = [:]
  var successor: [Int: Int] = [:]

  init(_ distributed: DistributedGraph) {
    graph = distributed.graph
    distributions = distributed.distributions
    users = graph.users
    outputs = Set(graph.outputs.map(graph.base))
    loops = Array(repeating: [], count: graph.entries.count)
    home = Array(repeating: nil, count: graph.entries.count)
    for position in graph.entries.indices.reversed() { assign(position) }
    mergeLoops()
    for k in steps.indices where steps[k].isLoop {
      steps[k].kind = .loop(steps[k].members.sorted())
    }
  }

  /// The entries that a step leaves in memory for others.
  func results(of step: Int) -> [Int] {
    steps[step].members.filter { home[$0] == step && (isStored($0) || isUsedOutside($0, step)) }
  }

  private func isUsedOutside(_ position: Int, _ step: Int) -> Bool {
    !steps[step].isLoop || isReduction(position)
      || users[position].contains { loops[$0] != [step] }
  }

  /// Puts an entry into a step; its users have been assigned before.
  private mutating func assign(_ position: Int) {
    let entry = graph.entries[position]
    switch entry.op {
    case .input, .feed, .constant: return
    case .matmul, .transpose, .pad, .concatenate, .scatterAdd, .cholesky, .triangularSolve,
      .eigendecomposition:
      start(.operation(position))
    case .slice: if !graph.isView(position) { start(.operation(position)) }
    case .reduce: start(.loop([position]))
    case .reshape:
      // A view where its source is stored anyway; else it passes values on inside the loop.
      if !isStored(graph.base(position)) { _ = joinsAll(position) }
    case .literal:
      _ = joinsAll(position)
      if isReadAsMatrix(position) || outputs.contains(position) { start(.loop([position])) }
    case .iota, .broadcast, .take:
      if !joinsAll(position) || isStored(position) { start(.loop([position])) }
    case .unary, .binary, .select, .cast, .stopGradient, .customDerivative:
      let candidates = Set(users[position].flatMap { loops[$0] })
      if let loop = candidates.first, candidates.count == 1, !isReadFromMemory(position),
        fits(position, in: loop)
      {
        join(position, loop)
        home[position] = loop
      } else {
        start(.loop([position]))
      }
    }
  }

  private mutating func start(_ kind: Step.Kind) {
    let step = Step(kind: kind, distribution: .whole)
    steps.append(step)
    let position = step.members[0]
    steps[steps.count - 1].distribution = workDistribution(position)
    if step.isLoop { loops[position].insert(steps.count - 1) }
    home[position] = steps.count - 1
  }

  private mutating func join(_ position: Int, _ loop: Int) {
    guard case .loop(let members) = steps[loop].kind else { return }
    steps[loop].kind = .loop(members + [position])
    loops[position].insert(loop)
  }

  /// Repeats an entry in the loops that use it in a register; false if one of them computes in
  /// another type and has to read it from memory.
  private mutating func joinsAll(_ position: Int) -> Bool {
    let wanted = users[position].filter(isInRegister).reduce(into: Set<Int>()) {
      $0.formUnion(loops[$1])
    }
    let fitting = wanted.filter { computes(position, $0) }
    for loop in fitting { join(position, loop) }
    return fitting.count == wanted.count
  }

  /// How the elements that a step runs over are spread: for a reduction, those of its input,
  /// unless one thread has to fold them all.
  private func workDistribution(_ position: Int) -> Distribution {
    guard case .reduce = graph.entries[position].op, distributions[position] != .whole else {
      return distributions[position]
    }
    return distributions[graph.entries[position].inputs[0]] == .rows ? .rows : .whole
  }

  /// Whether an entry passes its inputs through registers (element i from element i).
  func isInRegister(_ position: Int) -> Bool {
    switch graph.entries[position].op {
    case .reduce, .reshape: true
    case let op: op.isElementwise
    }
  }

  /// Whether a member of a loop has its input from the loop itself. A load never has: it reads
  /// memory, also where the loop repeats what it reads.
  func isWithin(_ members: Set<Int>, _ member: Int, _ input: Int) -> Bool {
    members.contains(input) && isInRegister(member)
  }

  /// Whether something needs this value in memory, other than as a result of the program.
  private func isReadFromMemory(_ position: Int) -> Bool {
    users[position].contains { user in
      if case .reshape = graph.entries[user].op { return isStored(user) }
      return !isInRegister(user)
    }
  }

  /// Whether a number is an operand of something that reads memory and not only of broadcasts.
  private func isReadAsMatrix(_ position: Int) -> Bool {
    users[position].contains { user in
      if case .broadcast = graph.entries[user].op { return false }
      return !isInRegister(user)
    }
  }

  private func isStored(_ position: Int) -> Bool {
    outputs.contains(position) || isReadFromMemory(position)
  }

  /// Whether an elementwise entry can be computed inside a loop: as many elements, spread alike,
  /// in the same floating-point type.
  private func fits(_ position: Int, in loop: Int) -> Bool {
    let members = steps[loop].members
    return elementCount(position) == elementCount(members[0])
      && workDistribution(position) == steps[loop].distribution
      && computes(position, loop)
      && members.count < Self.largestLoop
  }

  /// Loops stay small enough for their registers to fit the cache.
  static let largestLoop = 64

  func isReduction(_ position: Int) -> Bool {
    if case .reduce = graph.entries[position].op { true } else { false }
  }

  /// The number of elements that an entry's loop runs over.
  func elementCount(_ position: Int) -> Int {
    let entry = graph.entries[position]
    if case .reduce = entry.op { return graph.entries[entry.inputs[0]].shape.count }
    return entry.shape.count
  }

  /// Whether a loop, all of whose members agree, computes in the type of an entry too.
  private func computes(_ position: Int, _ loop: Int) -> Bool {
    let members = steps[loop].members
    guard let type = graph.computeType(position), elementCount(members[0]) > 1 else { return true }
    return members.lazy.compactMap(graph.computeType).first.map { $0 == type } ?? true
  }
}
