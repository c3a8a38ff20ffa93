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
  private(set) var steps: [Step] = []
  /// The loops that hold an entry; more than one only for loads.
  private var loops: [Set<Int>]
  /// The step that puts an entry into memory; nil for inputs, constants, views and for what
  /// stays in registers.
  private(set) var home: [Int?]
  /// While loops are merged: for each step those that it needs, where that has been asked for, and
  /// the step that has taken it in.
  private var needed: [Int: [Int]] = [:]
  private var successor: [Int: Int] = [:]

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
    case .input, .constant: return
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
  private static let largestLoop = 64

  /// How many steps are looked at to find out whether two loops can be merged.
  private static let longestSearch = 256

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

  /// Whether a loop in one floating-point type can hold these entries. A loop over a single
  /// element may mix them: it runs in the wider one.
  private func typesAgree(_ members: [Int]) -> Bool {
    if elementCount(members[0]) == 1 { return true }
    return Set(members.compactMap(graph.computeType)).count <= 1
  }
}

// MARK: - Merging

extension Fusion {
  private mutating func mergeLoops() {
    var merged = true
    var refused: Set<[Int]> = []  // for good: what loops need only grows
    while merged {
      merged = false
      for (a, b) in candidates() where !refused.contains([a, b]) {
        if canMerge(a, b) {
          merge(a, b)
          merged = true
        } else {
          refused.insert([a, b])
        }
      }
    }
  }

  /// Pairs of loops over equally many elements of which one reads a result of the other, or that
  /// read the same stored value, element by element.
  private func candidates() -> [(Int, Int)] {
    var readers: [Int: Set<Int>] = [:]
    for (number, step) in steps.enumerated() where step.isLoop {
      for source in directSources(step) { readers[source, default: []].insert(number) }
    }
    var pairs: [(Int, Int)] = []
    for source in readers.keys.sorted() {
      var group = readers[source]!
      group.formUnion(loops[source].filter { steps[$0].isLoop })
      let sorted = group.sorted(by: >)
      pairs += zip(sorted, sorted.dropFirst())
    }
    return pairs
  }

  /// The stored entries whose element i a loop uses for its element i.
  private func directSources(_ step: Step) -> Set<Int> {
    let members = Set(step.members)
    var sources: Set<Int> = []
    for member in step.members where isInRegister(member) {
      for input in graph.entries[member].inputs where !members.contains(input) {
        sources.insert(graph.base(input))
      }
    }
    return sources
  }

  private mutating func canMerge(_ a: Int, _ b: Int) -> Bool {
    let (x, y) = (steps[a].members, steps[b].members)
    guard a != b, let first = x.first, let second = y.first, steps[a].isLoop, steps[b].isLoop,
      elementCount(first) == elementCount(second),
      steps[a].distribution == steps[b].distribution,
      x.count + y.count <= Self.largestLoop, typesAgree(x + y), foldsAgree(x + y)
    else { return false }
    return !waits(a, for: b) && !waits(b, for: a)
  }

  /// Whether of the reductions that fold all elements all are given as addends or none is: a loop
  /// is shared out among threads for the one and not for the other.
  private func foldsAgree(_ members: [Int]) -> Bool {
    let folds = members.filter { graph.reductionBlocks($0) == 1 }
    return Set(folds.map { distributions[$0] == .partial }).count <= 1
  }

  private mutating func merge(_ a: Int, _ b: Int) {
    let members = Set(steps[a].members + steps[b].members)
    for member in members {
      loops[member].remove(b)
      loops[member].insert(a)
      if home[member] == b { home[member] = a }
    }
    (needed[a], needed[b], successor[b]) = (nil, nil, a)
    steps[a].kind = .loop(members.sorted())
    steps[b].kind = .loop([])
  }

  /// Whether loop `late` needs a finished result of loop `early`: through anything but a register
  /// of its own. Steps on the way count as a whole, with everything that they compute. True also
  /// where the search becomes long: the loops then lie far apart in a large program.
  private mutating func waits(_ late: Int, for early: Int) -> Bool {
    var pending = needs(of: late) { member, input in
      isInRegister(member) && home[input] == early && !isReduction(input)
    }
    var seen: Set<Int> = [late]
    while var step = pending.popLast() {
      while let next = successor[step] { step = next }
      if step == early { return true }
      guard seen.insert(step).inserted else { continue }
      if seen.count > Self.longestSearch { return true }
      let more = needed[step] ?? Array(Set(needs(of: step) { _, _ in false }))
      needed[step] = more
      pending += more
    }
    return false
  }

  /// The steps whose results the members of a step use, except where `isPassed` says otherwise.
  private func needs(of step: Int, isPassed: (_ member: Int, _ input: Int) -> Bool) -> [Int] {
    let members = Set(steps[step].members)
    return members.flatMap { member in
      graph.entries[member].inputs.compactMap { input in
        isWithin(members, member, input) || isPassed(member, input)
          ? nil : home[graph.base(input)]
      }
    }
  }

  private func isReduction(_ position: Int) -> Bool {
    if case .reduce = graph.entries[position].op { true } else { false }
  }
}
