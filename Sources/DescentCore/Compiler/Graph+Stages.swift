extension Graph {
  /// A graph cut in two: what some inputs leave as it is, and what changes with them.
  struct Stages {
    /// Gives what the other one takes beside the inputs.
    var steady: Graph
    /// The outputs, from the inputs and what is kept.
    var changing: Graph
  }

  /// The graph cut where values meet that do and that do not depend on the inputs `changing`.
  ///
  /// Of the steady values those are kept that cannot be had again from others by a few operations: a
  /// sigmoid, say, but not its derivative.
  ///
  /// - Parameter first: The number of the input that the first kept value becomes.
  func staged(changing: Set<Int>, from first: Int) -> Stages {
    let changes = changes(with: changing)
    let kept = kept(changes)
    let numbers = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1, $0) })
    var steady = self
    steady.outputs = kept
    var rest = Graph()
    var renamed = [Int](repeating: -1, count: entries.count)
    for (position, entry) in entries.enumerated() {
      var entry = entry
      if let number = numbers[position] {
        entry.op = .input(index: first + number, entry.shape, entry.dtype)
        entry.inputs = []
      }
      // What only kept values are computed from is pruned.
      entry.inputs = entry.inputs.map { renamed[$0] }
      renamed[position] = rest.entries.count
      rest.entries.append(entry)
    }
    rest.outputs = outputs.map { renamed[$0] }
    return Stages(steady: steady.pruned(), changing: rest.pruned())
  }

  private func changes(with inputs: Set<Int>) -> [Bool] {
    var changes: [Bool] = []
    for entry in entries {
      if case .input(let index, _, _) = entry.op, inputs.contains(index) {
        changes.append(true)
      } else {
        changes.append(entry.inputs.contains { changes[$0] })
      }
    }
    return changes
  }

  /// What the changing part does with a steady value.
  private enum Use: Int { case none, inLoop, fromMemory }

  /// The steady values that are kept: those that have to lie in memory, and those that would take more
  /// than a few operations to have again.
  private func kept(_ changes: [Bool]) -> [Int] {
    let uses = uses(changes)
    var cost: [Int] = []
    var kept: [Int] = []
    for position in entries.indices {
      let again = isGiven(position) ? 0 : costAgain(position, cost)
      let isKept =
        !changes[position] && !isGiven(position)
        && (uses[position] == .fromMemory || (uses[position] == .inLoop && again > Self.cheap))
      if isKept { kept.append(position) }
      cost.append(isKept ? 0 : again)
    }
    return kept
  }

  /// The operations that are done again rather than read from memory: those of a sigmoid's derivative,
  /// y·(1 − y), for instance.
  private static var cheap: Int { 4 }

  /// How the changing part uses each steady value; what is seen under another shape counts for what it
  /// is seen from.
  private func uses(_ changes: [Bool]) -> [Use] {
    var uses = [Use](repeating: .none, count: entries.count)
    func note(_ position: Int, _ use: Use) {
      var base = position
      while isSeenThrough(base) { base = entries[base].inputs[0] }
      if use.rawValue > uses[base].rawValue { uses[base] = use }
    }
    for (position, entry) in entries.enumerated() where changes[position] {
      for input in entry.inputs where !changes[input] {
        note(input, entry.op.isElementwise ? .inLoop : .fromMemory)
      }
    }
    for output in outputs where !changes[output] { note(output, .inLoop) }
    return uses
  }

  private func isSeenThrough(_ position: Int) -> Bool {
    switch entries[position].op {
    case .reshape, .broadcast: true
    default: false
    }
  }

  /// Whether both stages have a value anyway.
  private func isGiven(_ position: Int) -> Bool {
    switch entries[position].op {
    case .input, .feed, .literal, .constant, .iota: true
    default: false
    }
  }

  /// How many operations a value takes from what is given and kept.
  private func costAgain(_ position: Int, _ cost: [Int]) -> Int {
    let entry = entries[position]
    let own: Int
    switch entry.op {
    case .reshape, .broadcast: own = 0
    case .cast, .select, .stopGradient: own = 1
    case .unary(let f): own = f.isArithmetic ? 1 : Self.cheap + 1
    case .binary(let f): own = f.isArithmetic ? 1 : Self.cheap + 1
    default: own = Self.cheap + 1
    }
    return min(entry.inputs.reduce(own) { $0 + cost[$1] }, Self.cheap + 1)
  }
}

extension Unary {
  /// Whether it takes about as long as an addition.
  fileprivate var isArithmetic: Bool {
    switch self {
    case .negate, .abs, .sign, .floor, .ceil, .round, .square, .relu, .isFinite, .not: true
    default: false
    }
  }
}

extension Binary {
  /// Whether it takes about as long as an addition.
  fileprivate var isArithmetic: Bool { self != .divide && self != .power && self != .uniform }
}
