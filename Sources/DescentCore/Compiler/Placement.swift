/// Gives every stored value a place in memory, using places again when their value is dead.
struct Placement {
  private(set) var memory: [Int: Plan.Memory] = [:]
  private(set) var shared = Arena()
  private(set) var local = Arena()

  init(_ fusion: Fusion, _ schedule: Schedule, threads: Int, batch: Int) {
    let graph = fusion.graph
    for (position, entry) in graph.entries.enumerated() {
      if case .input(let index, _, _) = entry.op { memory[position] = .input(index, 0) }
      if case .constant(let array) = entry.op { memory[position] = .constant(array) }
    }
    for (index, output) in graph.outputs.enumerated() {
      memory[output] = schedule.donations[index].map { .input($0, 0) } ?? .output(index, 0)
    }

    let parts = schedule.parts
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
    case .input(let index, let start): .input(index, start + bytes)
    case .output(let index, let start): .output(index, start + bytes)
    case .shared(let start): .shared(start + bytes)
    case .addends(let start, let stride): .addends(start + bytes, stride: stride)
    case .constant, .local: self
    }
  }
}

/// Memory handed out in ranges that may be used again once their time is over.
struct Arena {
  private(set) var size = 0
  /// The ranges below `size` that nobody has, in order, never side by side.
  private var free: [Range<Int>] = []
  /// The ranges to be given back, by the last moment of their use.
  private var ending: [Int: [Range<Int>]] = [:]
  private var now = 0

  /// The first free range of `bytes` bytes, 64-byte aligned.
  ///
  /// - Precondition: No earlier call began later.
  mutating func allocate(_ bytes: Int, during time: ClosedRange<Int>) -> Int {
    require(time.lowerBound >= now, "Arena: \(time) begins before \(now)")
    while now < time.lowerBound {
      for range in ending.removeValue(forKey: now) ?? [] { release(range) }
      now += 1
    }
    let length = Self.rounded(bytes)
    let start = take(length)
    ending[time.upperBound, default: []].append(start..<start + length)
    return start
  }

  private mutating func take(_ length: Int) -> Int {
    guard let k = free.firstIndex(where: { $0.count >= length }) else {
      // The last range grows if it ends where the memory does.
      let start = free.last?.upperBound == size ? free.removeLast().lowerBound : size
      size = start + length
      return start
    }
    let start = free[k].lowerBound
    free[k] = start + length..<free[k].upperBound
    if free[k].isEmpty { free.remove(at: k) }
    return start
  }

  private mutating func release(_ range: Range<Int>) {
    var (low, high) = (0, free.count)
    while low < high {
      let middle = (low + high) / 2
      if free[middle].lowerBound < range.lowerBound { low = middle + 1 } else { high = middle }
    }
    free.insert(range, at: low)
    for k in [low, low - 1] where k >= 0 && k + 1 < free.count {
      guard free[k].upperBound == free[k + 1].lowerBound else { continue }
      free[k] = free[k].lowerBound..<free[k + 1].upperBound
      free.remove(at: k + 1)
    }
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
