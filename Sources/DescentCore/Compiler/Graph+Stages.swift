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
  /// Of the steady values those are kept that cannot be had again from others by a few additions and
  /// multiplications: a sigmoid, say, but not its derivative.
  ///
  /// - Parameter first: The number of the input that the first kept value becomes.
  func staged(changing: Set<Int>, from first: Int) -> Stages {
    let changes = changes(with: changing)
    let kept = kept(changes)
    var steady = self
    steady.outputs = kept
    var rest = Graph()
    var renamed = [Int](repeating: -1, count: entries.count)
    for (position, entry) in entries.enumerated() {
      var entry = entry
      if let number = kept.firstIndex(of: position) {
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

  /// The steady values that are kept, those first that have to lie in memory anyway.
  private func kept(_ changes: [Bool]) -> [Int] {
    var kept: [Int] = []
    for readsMemory in [true, false] {
      for (position, entry) in entries.enumerated()
      where changes[position] && entry.op.isElementwise != readsMemory {
        for input in entry.inputs where !changes[input] { keep(input, readsMemory, &kept) }
      }
    }
    for output in outputs where !changes[output] { keep(output, false, &kept) }
    return kept.sorted()
  }

  /// Keeps a value, or what it is seen from; unless it is cheap and may be computed anew.
  private func keep(_ position: Int, _ mustLieInMemory: Bool, _ kept: inout [Int]) {
    switch entries[position].op {
    case .reshape, .broadcast: keep(entries[position].inputs[0], mustLieInMemory, &kept)
    case .input, .feed, .literal, .constant, .iota: return
    default:
      if kept.contains(position) || (!mustLieInMemory && isCheap(position, kept)) { return }
      kept.append(position)
    }
  }

  /// Whether a value takes but arithmetic to be had from kept ones.
  private func isCheap(_ position: Int, _ kept: [Int]) -> Bool {
    let entry = entries[position]
    switch entry.op {
    case .input, .feed, .literal, .constant, .iota: return true
    case .reshape, .broadcast, .cast, .select, .stopGradient: break
    case .unary(let f) where f.isArithmetic: break
    case .binary(let f) where f.isArithmetic: break
    default: return kept.contains(position)
    }
    return kept.contains(position) || entry.inputs.allSatisfy { isCheap($0, kept) }
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
