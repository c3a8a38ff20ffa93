/// The steps of a program in order, each with the threads that carry it out.
///
/// The order is cut into *phases*; between two phases all threads wait for one another. Within a
/// phase a thread only reads what it wrote itself, so a step goes into a later phase than what it
/// reads of others. A batch-sharded training step comes to two phases: forward and backward of
/// each shard, then the update, which adds up the shards' gradients.
struct Schedule {
  /// How the threads share a step.
  enum Mode: Equatable {
    /// Thread 0 does it.
    case single
    /// Each thread takes its rows of the batch.
    case rows
    /// Each thread takes a part of the elements.
    case split
  }

  struct Slot {
    var step: Int
    var mode: Mode
    var phase: Int
  }

  /// Loops over fewer elements are not worth a meeting of the threads.
  static let worthSplitting = 16_384
  /// Nor are products of fewer multiplications, or shorter rows times a matrix.
  static let worthSplittingProduct = 1 << 16
  static let worthSplittingRow = 256

  private(set) var slots: [Slot] = []
  /// What is computed where it is concatenated.
  private(set) var parts = ConcatenatedParts()
  /// The inputs that outputs overwrite in place: input by output.
  private(set) var donations: [Int: Int] = [:]
  /// The same by entry: what lies in the memory of an input that it is written over.
  private(set) var overwrites: [Int: Int] = [:]

  var phaseCount: Int { (slots.map(\.phase).max() ?? 0) + 1 }
}

extension Schedule {
  /// - Parameter donors: For outputs that may overwrite an input: the input's index by the
  ///   output's index.
  init(_ fusion: Fusion, donors: [Int: Int], threads: Int) {
    let modes = fusion.steps.indices.map { fusion.mode(of: $0, threads: threads) }
    let reads = fusion.steps.indices.map { fusion.reads(of: $0) }
    var waits = reads.map { Set($0.compactMap { fusion.home[$0] }) }
    parts = ConcatenatedParts(fusion)
    for (output, input) in donors.sorted(by: { $0.key < $1.key }) {
      donate(input, to: output, fusion, modes, reads, &waits)
    }

    let isDone = fusion.steps.indices.map { parts.areWhole(fusion.steps[$0].members, fusion.graph) }
    var phases = [Int](repeating: 0, count: fusion.steps.count)
    for step in Self.order(waits) where !fusion.steps[step].members.isEmpty {
      for source in Self.sources(of: step, waits, isDone) {
        let isLocal =
          threads == 1 || isDone[step]
          || fusion.staysLocal(from: source, modes[source], to: step, modes[step])
        phases[step] = max(phases[step], phases[source] + (isLocal ? 0 : 1))
      }
      slots.append(Slot(step: step, mode: modes[step], phase: phases[step]))
    }
    // Stable: within a phase the topological order is kept.
    slots = slots.enumerated()
      .sorted { ($0.element.phase, $0.offset) < ($1.element.phase, $1.offset) }
      .map(\.element)
  }

  /// Has an output written over an input, if the steps that do so can come after all others that
  /// read the input.
  private mutating func donate(
    _ input: Int, to output: Int, _ fusion: Fusion, _ modes: [Mode], _ reads: [Set<Int>],
    _ waits: inout [Set<Int>]
  ) {
    let pieces = parts.pieces(of: fusion.graph.outputs[output], fusion)
    guard let position = fusion.graph.position(ofInput: input), !pieces.isEmpty else { return }
    let writers = Set(pieces.compactMap { fusion.home[$0.entry] })
    let readers = fusion.steps.indices.filter {
      !writers.contains($0) && reads[$0].contains(position)
    }
    let areInPlace = writers.allSatisfy { writer in
      let places = pieces.filter { fusion.home[$0.entry] == writer }.map(\.range)
      return fusion.readsInPlace(writer, position, places)
    }
    guard areInPlace, !Self.waits(anyOf: readers, for: writers, waits) else { return }
    // Steps on a thread's rows share a phase. The rows of a piece are not those of the whole.
    let isRacing =
      writers.contains { modes[$0] == .rows }
      && readers.contains {
        modes[$0] == .rows && (pieces.count > 1 || !fusion.readsOwnRows($0, of: position))
      }
    if isRacing { return }
    for writer in writers { waits[writer].formUnion(readers) }
    for piece in pieces { overwrites[piece.entry] = position }
    donations[output] = input
  }

  /// The steps that `step` waits for. What waits for a concatenation whose parts are computed in
  /// place waits for the parts, and the concatenation itself for nothing.
  private static func sources(of step: Int, _ waits: [Set<Int>], _ isDone: [Bool]) -> Set<Int> {
    waits[step].reduce(into: waits[step]) { sources, source in
      if isDone[source] { sources.formUnion(Self.sources(of: source, waits, isDone)) }
    }
  }

  /// Whether one of `steps` waits, directly or not, for one of `sources`.
  private static func waits(
    anyOf steps: [Int], for sources: Set<Int>, _ waits: [Set<Int>]
  ) -> Bool {
    var pending = steps
    var seen: Set<Int> = []
    while let next = pending.popLast() {
      if sources.contains(next) { return true }
      if seen.insert(next).inserted { pending += waits[next] }
    }
    return false
  }

  /// The steps so that each comes after those it waits for; the lowest number first among equals.
  private static func order(_ waits: [Set<Int>]) -> [Int] {
    var order: [Int] = []
    var done = [Bool](repeating: false, count: waits.count)
    var isEntered = done
    for root in waits.indices {
      var stack = [root]
      while let step = stack.last {
        let open = done[step] ? [] : waits[step].filter { !done[$0] }.sorted()
        if open.isEmpty {
          if !done[step] { order.append(step) }
          done[step] = true
          stack.removeLast()
        } else {
          require(!isEntered[step], "Schedule: step \(step) waits for itself, through \(open)")
          isEntered[step] = true
          stack += open.reversed()
        }
      }
    }
    return order
  }
}

extension Fusion {
  fileprivate func mode(of step: Int, threads: Int) -> Schedule.Mode {
    guard threads > 1, let first = steps[step].members.first else { return .single }
    if steps[step].distribution == .rows { return .rows }
    let isPartial = steps[step].distribution == .partial
    switch graph.entries[first].op {
    case .matmul(let left, _):
      if isPartial {
        return graph.entries[first].inputs.allSatisfy { distributions[$0] == .rows }
          ? .rows : .split
      }
      return graph.multiplications(first, transposeLeft: left) >= Schedule.worthSplittingProduct
        ? .split : .single
    case .scatterAdd, .concatenate: return isPartial ? .rows : .single
    case .cholesky, .triangularSolve, .eigendecomposition:
      return graph.isWorthSplitting(factorization: first) ? .split : .single
    default: break
    }
    guard steps[step].isLoop else { return .single }
    if results(of: step).contains(where: { distributions[$0] == .partial }) { return .split }
    let blocks = steps[step].members.compactMap(graph.reductionBlocks)
    let size = iterationCount(step)
    return size >= Schedule.worthSplitting && blocks.allSatisfy { $0 >= threads } ? .split : .single
  }

  /// The stored entries that a step reads, views resolved.
  func reads(of step: Int) -> Set<Int> {
    let members = Set(steps[step].members)
    var reads: Set<Int> = []
    for member in members {
      for input in graph.entries[member].inputs where !isWithin(members, member, input) {
        reads.insert(graph.base(input))
      }
    }
    return reads
  }

  /// Whether all that a step reads of a stored entry is element i of one of these ranges for its
  /// own element i, so that it may write over the ranges.
  fileprivate func readsInPlace(_ step: Int, _ position: Int, _ ranges: [Range<Int>]) -> Bool {
    let members = Set(steps[step].members)
    return members.allSatisfy { member in
      graph.entries[member].inputs.allSatisfy { input in
        let start = graph.offset(input)
        return isWithin(members, member, input) || graph.base(input) != position
          || (isInRegister(member)
            && ranges.contains(start..<start + graph.entries[input].shape.count))
      }
    }
  }

  /// Whether what `source` leaves is read by `step` on the thread that wrote it.
  fileprivate func staysLocal(
    from source: Int, _ a: Schedule.Mode, to step: Int, _ b: Schedule.Mode
  ) -> Bool {
    if a == .single && b == .single { return true }
    guard a == .rows && b == .rows else { return false }
    return Set(results(of: source)).intersection(reads(of: step)).allSatisfy { entry in
      distributions[entry] == .partial
        ? steps[step].distribution == .partial : readsOwnRows(step, of: entry)
    }
  }

  /// Whether each thread takes from a stored entry its own rows only. It does not where the entry
  /// is broadcast along the batch, gathered from, or seen under a shape that mixes rows.
  func readsOwnRows(_ step: Int, of position: Int) -> Bool {
    let members = Set(steps[step].members)
    return members.allSatisfy { member in
      graph.entries[member].inputs.allSatisfy { input in
        isWithin(members, member, input) || graph.base(input) != position
          || (distributions[input] == .rows && distributions[member] != .whole)
      }
    }
  }

  /// The number of elements that a loop runs over.
  func iterationCount(_ step: Int) -> Int { elementCount(steps[step].members[0]) }
}

extension Graph {
  func position(ofInput index: Int) -> Int? {
    entries.firstIndex { if case .input(index, _, _) = $0.op { true } else { false } }
  }

  /// Whether there are several matrices whose factorizations or solutions take long enough.
  fileprivate func isWorthSplitting(factorization position: Int) -> Bool {
    let shape = entries[position].shape
    return shape.sizes.dropLast(2).reduce(1, *) > 1
      && shape.count * shape[shape.rank - 2] >= Schedule.worthSplittingProduct
  }

  fileprivate func multiplications(_ position: Int, transposeLeft: Bool) -> Int {
    let left = entries[entries[position].inputs[0]].shape
    return entries[position].shape.count * left[transposeLeft ? left.rank - 2 : left.rank - 1]
  }

  /// The number of separate results along the axes before a reduction's; nil for other entries.
  func reductionBlocks(_ position: Int) -> Int? {
    guard case .reduce(_, let axes) = entries[position].op else { return nil }
    return entries[entries[position].inputs[0]].shape.sizes[..<axes[0]].reduce(1, *)
  }
}
