import CDescentKernels

/// A fused loop with the addresses of one thread, in the memory that the kernels read.
@safe final class BoundLoop {
  private let isDouble: Bool
  private let loop: UnsafeMutablePointer<descent_loop>
  private let operands: UnsafeMutableBufferPointer<descent_operand>
  private let instructions: UnsafeMutableBufferPointer<descent_instruction>
  private let outputs: UnsafeMutableBufferPointer<descent_output>
  private let reductions: UnsafeMutableBufferPointer<descent_reduction>
  /// Sizes and strides of strided operands, and numbers written in the program.
  private let integers: UnsafeMutableBufferPointer<Int64>
  private let numbers: UnsafeMutableBufferPointer<Double>

  init(_ body: LoopBody, _ binder: Binder) {
    isDouble = body.type == .float64
    unsafe operands = .allocate(capacity: body.operands.count)
    unsafe instructions = .allocate(capacity: body.instructions.count)
    unsafe outputs = .allocate(capacity: body.outputs.count)
    unsafe reductions = .allocate(capacity: body.reductions.count)
    unsafe integers = .allocate(capacity: body.operands.reduce(0) { $0 + 2 * $1.rank })
    unsafe numbers = .allocate(capacity: body.operands.count)
    unsafe loop = .allocate(capacity: 1)

    var next = 0
    for (k, operand) in body.operands.enumerated() {
      unsafe numbers[k] = operand.number
      var bound = unsafe Self.bind(operand, binder)
      if case .number = operand.access {
        unsafe bound.data = UnsafeRawPointer(numbers.baseAddress! + k)
      }
      if case .strided(let sizes, let strides) = operand.access {
        let start = unsafe integers.baseAddress! + next
        for (j, value) in (sizes + strides).enumerated() { unsafe start[j] = Int64(value) }
        unsafe (bound.sizes, bound.strides) = (
          UnsafePointer(start), UnsafePointer(start + sizes.count)
        )
        unsafe bound.rank = Int64(sizes.count)
        next += 2 * sizes.count
      }
      unsafe operands.initializeElement(at: k, to: bound)
    }
    for (k, instruction) in body.instructions.enumerated() {
      let arguments = instruction.arguments.map(Int32.init) + [0, 0]
      unsafe instructions.initializeElement(
        at: k,
        to: descent_instruction(
          opcode: instruction.opcode, dst: Int32(instruction.destination), a: arguments[0],
          b: arguments[1], c: arguments[2]))
    }
    for (k, output) in body.outputs.enumerated() {
      unsafe outputs.initializeElement(
        at: k,
        to: descent_output(
          data: binder.address(of: output.entry), reg: Int32(output.register),
          type: binder.plan.graph.entries[output.entry].dtype.kernelType, direct: output.isDirect))
    }
    for (k, reduction) in body.reductions.enumerated() {
      unsafe reductions.initializeElement(
        at: k,
        to: descent_reduction(
          data: binder.address(of: reduction.entry), block: Int64(reduction.block),
          inner: Int64(reduction.inner), reg: Int32(reduction.register), kind: reduction.kind))
    }
    unsafe loop.initialize(
      to: descent_loop(
        operands: UnsafePointer(operands.baseAddress),
        instructions: UnsafePointer(instructions.baseAddress),
        outputs: UnsafePointer(outputs.baseAddress),
        reductions: UnsafePointer(reductions.baseAddress),
        operand_count: Int32(body.operands.count),
        instruction_count: Int32(body.instructions.count),
        output_count: Int32(body.outputs.count), reduction_count: Int32(body.reductions.count),
        register_count: Int32(body.registerCount), count: Int64(body.count)))
  }

  deinit {
    unsafe loop.deallocate()
    unsafe operands.deallocate()
    unsafe instructions.deallocate()
    unsafe outputs.deallocate()
    unsafe reductions.deallocate()
    unsafe integers.deallocate()
    unsafe numbers.deallocate()
  }

  var scratchBytes: Int {
    Int(unsafe descent_loop_scratch(loop, isDouble ? DESCENT_FLOAT64 : DESCENT_FLOAT32))
  }

  func run(_ begin: Int, _ end: Int, scratch: UnsafeMutableRawPointer) {
    if isDouble {
      unsafe descent_loop_run_f64(loop, Int64(begin), Int64(end), scratch)
    } else {
      unsafe descent_loop_run_f32(loop, Int64(begin), Int64(end), scratch)
    }
  }

  private static func bind(
    _ operand: LoopBody.Operand, _ binder: Binder
  ) -> descent_operand {
    var bound = unsafe descent_operand()
    if let source = operand.source {
      let dtype = binder.plan.graph.entries[source].dtype
      unsafe bound.data = UnsafeRawPointer(binder.address(of: source))
      unsafe bound.type = dtype.kernelType
    }
    switch operand.access {
    case .direct: unsafe bound.access = DESCENT_DIRECT
    case .scalar: unsafe bound.access = DESCENT_SCALAR
    case .number: unsafe (bound.access, bound.type) = (DESCENT_SCALAR, DESCENT_FLOAT64)
    case .periodic(let period):
      unsafe (bound.access, bound.period) = (DESCENT_PERIODIC, Int64(period))
    case .repeated(let period):
      unsafe (bound.access, bound.period) = (DESCENT_REPEATED, Int64(period))
    case .rows(let indices, let width, let count):
      unsafe (bound.access, bound.period) = (DESCENT_ROWS, Int64(width))
      unsafe bound.row_count = Int64(count)
      unsafe bound.rows = UnsafePointer(
        binder.address(of: indices).assumingMemoryBound(to: Int32.self))
    case .strided: unsafe bound.access = DESCENT_STRIDED
    case .counter(let period, let limit):
      unsafe (bound.access, bound.period, bound.limit) = (
        DESCENT_COUNTER, Int64(period), Int64(limit)
      )
    case .addends:
      guard let source = operand.source else { fatalError("addends of nothing are read") }
      let (first, stride) = unsafe binder.addends(of: source)
      let size = binder.plan.graph.entries[source].dtype.size
      unsafe (bound.access, bound.data) = (DESCENT_PARTS, UnsafeRawPointer(first))
      unsafe (bound.part_count, bound.part_stride) = (
        Int64(binder.plan.threads), Int64(stride / size)
      )
    }
    return unsafe bound
  }
}

extension LoopBody.Operand {
  fileprivate var rank: Int {
    if case .strided(let sizes, _) = access { sizes.count } else { 0 }
  }

  fileprivate var number: Double {
    if case .number(let value) = access { value } else { 0 }
  }
}

extension DType {
  var kernelType: descent_type {
    switch self {
    case .float32: DESCENT_FLOAT32
    case .float64: DESCENT_FLOAT64
    case .int32: DESCENT_INT32
    case .uint8: DESCENT_UINT8
    case .bool: DESCENT_BOOL
    }
  }
}
