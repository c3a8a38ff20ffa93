/// Gives every stored value a place in memory, using places again when their value is dead.
struct Placement {
  private(set) var memory: [Int: Plan.Memory] = [:]
  private(set) var shared = Arena()
  private(set) var local = Arena()

  init(_ fusion: Fusion, _ schedule: Schedule, threads: Int, batch: Int) {
    let graph = fusion.graph
    for (position, entry) in graph.entries.enumerated() {
      if case .input(let index, _, _) = entry.op { memory[position] = .input(index) }
      if case .constant(let array) = entry.op { memory[position] = .constant(array) }
    }
    for (index, output) in graph.outputs.enumerated() {
      memory[output] = schedule.donations[index].map { .input($0) } ?? .output(index, 0)
    }

    let parts = ConcatenatedParts(fusion, taken: Set(memory.keys))
    let lifetimes = Lifetimes(fusion, schedule, parts)
    for value in lifetimes.values where memory[value.entry] == nil {
      let entry = graph.entries[value.entry]
      let bytes = entry.shape.count * entry.dtype.size
      switch fusion.distributions[value.entry] {
      case .partial:
        let stride = Arena.rounded(bytes)
        memory[value.entry] = .addends(
          shared.allocate(stride * threads, during: value.phases), stride: stride)
      case .rows where value.staysInThread:
        let rows = (batch + threads - 1) / threads
        memory[value.entry] = .local(
          local.allocate(bytes / batch * rows, during: value.steps))
      case .rows, .whole:
        memory[value.entry] = .shared(
          shared.allocate(bytes, during: threads == 1 ? value.steps : value.phases))
      }
    }
    for part in parts.parent.keys {
      let (whole, offset) = parts.root(of: part)
      memory[part] = memory[whole]?.advanced(by: offset)
    }
  }
}

extension Plan.Memory {
  fileprivate func advanced(by bytes: Int) -> Self {
    switch self {
    case .output(let index, let start): .output(index, start + bytes)
    case .shared(let start): .shared(start + bytes)
    case .addends(let start, let stride): .addends(start + bytes, stride: stride)
    case .input, .constant, .local: self
    }
  }
}

/// Values that are written straight into the vector that they are concatenated to, such as the
/// gradients of single weights into the gradient of all.
private struct ConcatenatedParts {
  /// The concatenation and the first byte there, by entry.
  private(set) var parent: [Int: (whole: Int, offset: Int)] = [:]

  init(_ fusion: Fusion, taken: Set<Int>) {
    let graph = fusion.graph
    for (position, entry) in graph.entries.enumerated() {
      guard case .concatenate(axis: 0) = entry.op else { continue }
      var offset = 0
      for input in entry.inputs {
        let part = graph.base(input)
        let bytes = graph.entries[input].shape.count * entry.dtype.size
        defer { offset += bytes }
        let isWhole = graph.entries[part].shape.count == graph.entries[input].shape.count
        let isAlike =
          (fusion.distributions[part] == .partial)
          == (fusion.distributions[position] == .partial)
        if fusion.home[part] != nil, isWhole, isAlike, parent[part] == nil, !taken.contains(part) {
          parent[part] = (position, offset)
        }
      }
    }
  }

  /// The outermost concatenation that holds an entry and the byte there; itself if none does.
  func root(of entry: Int) -> (whole: Int, offset: Int) {
    var (whole, offset) = (entry, 0)
    while let next = parent[whole] { (whole, offset) = (next.whole, offset + next.offset) }
    return (whole, offset)
  }
}

/// Memory handed out in ranges that may be used again once their time is over.
struct Arena {
  private(set) var size = 0
  private var taken: [(bytes: Range<Int>, time: ClosedRange<Int>)] = []

  /// The first free range of `bytes` bytes, 64-byte aligned.
  mutating func allocate(_ bytes: Int, during time: ClosedRange<Int>) -> Int {
    let length = Self.rounded(bytes)
    var start = 0
    for other in taken where other.time.overlaps(time) {
      if start + length <= other.bytes.lowerBound { break }
      start = max(start, other.bytes.upperBound)
    }
    let next = taken.firstIndex { $0.bytes.lowerBound > start } ?? taken.endIndex
    taken.insert((start..<start + length, time), at: next)
    size = max(size, start + length)
    return start
  }

  static func rounded(_ bytes: Int) -> Int { max(64, (bytes + 63) / 64 * 64) }
}

/// When each stored value is written first and read last.
private struct Lifetimes {
  struct Value {
    var entry: Int
    /// Positions in the order of steps, and phases.
    var steps: ClosedRange<Int>
    var phases: ClosedRange<Int>
    /// Whether only steps that keep to a thread's rows touch it.
    var staysInThread: Bool
  }

  private(set) var values: [Value] = []

  init(_ fusion: Fusion, _ schedule: Schedule, _ parts: ConcatenatedParts) {
    var index: [Int: Int] = [:]
    func touch(_ entry: Int, _ order: Int, _ slot: Schedule.Slot) {
      guard let k = index[parts.root(of: entry).whole] else { return }
      values[k].steps = values[k].steps.lowerBound...max(values[k].steps.upperBound, order)
      values[k].phases = values[k].phases.lowerBound...max(values[k].phases.upperBound, slot.phase)
      if slot.mode != .rows { values[k].staysInThread = false }
    }
    for (order, slot) in schedule.slots.enumerated() {
      for result in fusion.results(of: slot.step) {
        let (whole, _) = parts.root(of: result)
        if index[whole] != nil {
          touch(whole, order, slot)
          continue
        }
        index[whole] = values.count
        values.append(
          Value(
            entry: whole, steps: order...order, phases: slot.phase...slot.phase,
            staysInThread: slot.mode == .rows && whole == result))
      }
      for source in fusion.reads(of: slot.step) {
        touch(source, order, slot)
        if let k = index[parts.root(of: source).whole],
          !fusion.readsOwnRows(slot.step, of: source)
        {
          values[k].staysInThread = false
        }
      }
    }
    for output in fusion.graph.outputs {
      guard let k = index[output] else { continue }
      values[k].staysInThread = false
    }
  }
}
