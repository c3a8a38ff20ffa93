/// A compiled program: what each thread does in which phase, and where every value lies.
package struct Plan: Sendable {
  /// Where the elements of a stored entry lie.
  enum Memory: Sendable, Equatable {
    /// What the program is bound to when it runs, from this byte on.
    case input(Int, Int)
    /// An array that the run returns, from this byte on.
    case output(Int, Int)
    case constant(NDArray)
    /// In memory that all threads see, from this byte on.
    case shared(Int)
    /// In shared memory, one array for each thread, `stride` bytes apart.
    case addends(Int, stride: Int)
    /// In each thread's own memory: its rows only.
    case local(Int)
  }

  enum Work: Sendable {
    case loop(LoopBody)
    case matmul(Int, transposeLeft: Bool, transposeRight: Bool)
    case copy(Int)
    case scatterAdd(Int)
    case factorization(Int)
  }

  struct Instruction: Sendable {
    var work: Work
    var mode: Schedule.Mode
  }

  let graph: Graph
  let distributions: [Distribution]
  /// How many threads run the program: one where there is nothing to share.
  let threads: Int
  /// The size of the batch axis; 0 without one.
  let batch: Int
  let phases: [[Instruction]]
  let memory: [Int: Memory]
  let sharedBytes: Int
  let localBytes: Int
  /// The input that an output overwrites, by output.
  let donations: [Int: Int]

  /// - Parameter donors: For outputs that may overwrite an input: the input's index by the
  ///   output's.
  package init(_ graph: Graph, batchInputs: Set<Int>, donors: [Int: Int], threads: Int) {
    let batch = graph.batchSize(of: batchInputs)
    let threads = max(1, threads)
    let sharded = threads > 1 && batch >= threads
    let distributed = DistributedGraph(
      graph, batchInputs: sharded ? batchInputs : [], overwritten: Set(donors.values),
      threads: threads)
    let fusion = Fusion(distributed)
    let schedule = Schedule(fusion, donors: donors, threads: threads)
    // Where there is nothing to share, the other threads are not woken.
    let runners = schedule.slots.allSatisfy { $0.mode == .single } ? 1 : threads
    self.graph = fusion.graph
    distributions = fusion.distributions
    self.threads = runners
    self.batch = sharded ? batch : 0
    donations = schedule.donations

    var phases = [[Instruction]](repeating: [], count: schedule.phaseCount)
    for slot in schedule.slots {
      phases[slot.phase].append(
        Instruction(
          work: fusion.work(of: slot.step, overwrites: schedule.overwrites), mode: slot.mode))
    }
    self.phases = phases
    let placement = Placement(fusion, schedule, threads: runners, batch: self.batch)
    (memory, sharedBytes, localBytes) = (
      placement.memory, placement.shared.size, placement.local.size
    )
  }

  /// The rows of the batch that belong to a thread, scaled to `count` elements.
  func share(of count: Int, thread: Int) -> Range<Int> {
    let scale = count / batch
    return batch * thread / threads * scale..<batch * (thread + 1) / threads * scale
  }
}

extension Graph {
  /// The size of axis 0 of the inputs that carry the batch; 0 when there are none.
  fileprivate func batchSize(of inputs: Set<Int>) -> Int {
    let sizes = entries.compactMap { entry -> Int? in
      guard case .input(let index, let shape, _) = entry.op, inputs.contains(index) else {
        return nil
      }
      require(shape.rank > 0, "batch input \(index): a scalar has no batch axis")
      return shape[0]
    }
    require(Set(sizes).count <= 1, "batch inputs differ in the size of axis 0: \(sizes)")
    return sizes.first ?? 0
  }
}

extension Fusion {
  fileprivate func work(of step: Int, overwrites: [Int: Int]) -> Plan.Work {
    guard case .operation(let entry) = steps[step].kind else {
      return .loop(LoopBody(step, of: self, overwrites: overwrites))
    }
    switch graph.entries[entry].op {
    case .transpose, .slice, .pad, .concatenate: return .copy(entry)
    case .matmul(let left, let right):
      return .matmul(entry, transposeLeft: left, transposeRight: right)
    case .scatterAdd: return .scatterAdd(entry)
    case .cholesky, .triangularSolve, .eigendecomposition: return .factorization(entry)
    case .input, .feed, .literal, .constant, .iota, .unary, .binary, .select, .cast, .broadcast,
      .reshape,
      .reduce, .take, .stopGradient, .customDerivative:
      fatalError("\(graph.entries[entry].op.name) is no instruction of its own")
    }
  }
}
