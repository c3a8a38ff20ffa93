import CDescentKernels

/// A plan with addresses: for each thread and phase the instructions with their pointers, ready
/// to be run without another look at the graph.
@safe final class BoundPlan {
  let plan: Plan
  private let inputs: [Storage]
  private let outputs: [Storage]
  private let shared: Storage
  private let locals: [Storage]
  private var constants: [Int: Storage] = [:]
  private var scratch: [Storage] = []
  /// Instructions by thread, phases one after the other with `.barrier` between them.
  private var schedules: [[BoundInstruction]] = []

  init(_ plan: Plan, inputs: [Storage], outputs: [Storage]) {
    BLAS.prepare()
    (self.plan, self.inputs, self.outputs) = (plan, inputs, outputs)
    shared = Storage(byteCount: plan.sharedBytes)
    locals = (0..<plan.threads).map { _ in Storage(byteCount: plan.localBytes) }
    for (entry, memory) in plan.memory {
      if case .constant(let array) = memory { constants[entry] = array.storage }
    }
    for thread in 0..<plan.threads {
      let binder = unsafe Binder(plan: plan, thread: thread, base: unsafe address(thread))
      var schedule: [BoundInstruction] = []
      for (number, phase) in plan.phases.enumerated() {
        if number > 0 && plan.threads > 1 { schedule.append(.barrier) }
        for instruction in phase { schedule += binder.bind(instruction) }
      }
      schedules.append(schedule)
      let bytes = schedule.compactMap { $0.loop?.scratchBytes }.max() ?? 0
      scratch.append(Storage(byteCount: bytes))
    }
  }

  /// Runs the plan once, on as many threads as it was made for.
  func run() {
    if plan.threads == 1 {
      run(thread: 0)
    } else {
      let context = unsafe Unmanaged.passUnretained(self).toOpaque()
      let task: descent_task = { context, thread, _ in
        guard let context = unsafe context else { return }
        unsafe Unmanaged<BoundPlan>.fromOpaque(context).takeUnretainedValue().run(
          thread: Int(thread))
      }
      unsafe descent_pool_run(descent_pool_shared(), Int32(plan.threads), task, context)
    }
  }

  private func run(thread: Int) {
    let memory = unsafe scratch[thread].address
    for instruction in schedules[thread] { unsafe instruction.run(scratch: memory) }
  }

  /// Where a thread finds the first element of a stored entry, as if the array held all rows.
  private func address(_ thread: Int) -> (Int) -> UnsafeMutableRawPointer {
    return { [self] entry in
      guard let memory = plan.memory[entry] else {
        fatalError("%\(entry) has no place in memory")
      }
      switch memory {
      case .input(let index, let byte): return unsafe inputs[index].address + byte
      case .output(let index, let byte): return unsafe outputs[index].address + byte
      case .constant: return unsafe constants[entry]!.address
      case .shared(let byte): return unsafe shared.address + byte
      case .addends(let byte, let stride):
        return unsafe shared.address + byte + thread * stride
      case .local(let byte):
        let value = plan.graph.entries[entry]
        let skipped = plan.share(of: value.shape.count, thread: thread).lowerBound
        return unsafe locals[thread].address + byte - skipped * value.dtype.size
      }
    }
  }
}

/// One instruction of one thread.
@safe enum BoundInstruction {
  case barrier
  case loop(BoundLoop, begin: Int, end: Int)
  case product(BLAS.Product)
  case rankOne(BoundRankOne)
  case copy(StridedCopy)
  case fill(UnsafeMutableRawPointer, bytes: Int)
  case scatterAdd(ScatterAdd)
  case factorization(BoundFactorization)

  var loop: BoundLoop? {
    if case .loop(let loop, _, _) = self { loop } else { nil }
  }

  func run(scratch: UnsafeMutableRawPointer) {
    switch self {
    case .barrier: unsafe descent_pool_barrier(descent_pool_shared())
    case .loop(let loop, let begin, let end):
      unsafe loop.run(begin, end, scratch: scratch)
    case .product(let product): product.run()
    case .rankOne(let update): update.run()
    case .copy(let copy): copy.run()
    case .fill(let address, let bytes):
      unsafe address.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    case .scatterAdd(let scatter): scatter.run()
    case .factorization(let factorization): factorization.run()
    }
  }
}
