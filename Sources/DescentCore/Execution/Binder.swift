import CDescentKernels

/// Turns the instructions of a plan into those of one thread, with its share and its addresses.
@safe struct Binder {
  let plan: Plan
  let thread: Int
  /// The address of the first element of a stored entry, as if the array held all rows.
  let base: (Int) -> UnsafeMutableRawPointer

  func bind(_ instruction: Plan.Instruction) -> [BoundInstruction] {
    if instruction.mode == .single && thread > 0 { return [] }
    switch instruction.work {
    case .loop(let body):
      if let update = RankOneUpdate(body, plan.graph), instruction.mode != .rows {
        return rankOne(update, rows: body.count / update.width, instruction.mode)
      }
      let range = share(of: body, instruction.mode)
      // A thread without elements still has to leave zeros where addends are expected.
      let hasAddends = body.reductions.contains { plan.distributions[$0.entry] == .partial }
      if range.isEmpty && !hasAddends { return [] }
      let loop = BoundLoop(body, self)
      return unsafe [.loop(loop, begin: range.lowerBound, end: range.upperBound)]
    case .matmul(let entry, let left, let right):
      return products(entry, left, right, instruction.mode)
    case .copy(let entry): return copies(entry, instruction.mode)
    case .scatterAdd(let entry): return scatter(entry, instruction.mode)
    case .factorization(let entry): return factorization(entry, instruction.mode)
    }
  }

  /// The address of the first element of an entry, stored or a view.
  func address(of entry: Int) -> UnsafeMutableRawPointer {
    let offset = plan.graph.offset(entry) * plan.graph.entries[entry].dtype.size
    return unsafe base(plan.graph.base(entry)) + offset
  }

  /// The addends of a partial value: the address of the first, and how many bytes apart they are.
  func addends(of entry: Int) -> (first: UnsafeMutableRawPointer, stride: Int) {
    guard case .addends(_, let stride) = plan.memory[plan.graph.base(entry)] else {
      fatalError("%\(entry) is not given as addends")
    }
    return unsafe (address(of: entry) - thread * stride, stride)
  }

  /// The part of a loop that this thread runs.
  private func share(of body: LoopBody, _ mode: Schedule.Mode) -> Range<Int> {
    switch mode {
    case .single: return 0..<body.count
    case .rows: return plan.share(of: body.count, thread: thread)
    case .split:
      // Whole blocks of every reduction that is not given as addends; else whole runs of
      // 64 elements, which the kernels work in.
      let blocks = body.reductions.map(\.block).filter { $0 < body.count }
      let unit = blocks.isEmpty ? 64 : blocks.reduce(1, leastCommonMultiple)
      let units = (body.count + unit - 1) / unit
      let bounds = [thread, thread + 1].map { units * $0 / plan.threads * unit }
      return min(bounds[0], body.count)..<min(bounds[1], body.count)
    }
  }

  /// This thread's part of `count` equal ones.
  func even(_ count: Int) -> Range<Int> {
    count * thread / plan.threads..<count * (thread + 1) / plan.threads
  }

  private func leastCommonMultiple(_ a: Int, _ b: Int) -> Int {
    var (x, y) = (a, b)
    while y != 0 { (x, y) = (y, x % y) }
    return a / x * b
  }
}

// MARK: - Matrix products

extension Binder {
  private func products(
    _ entry: Int, _ left: Bool, _ right: Bool, _ mode: Schedule.Mode
  ) -> [BoundInstruction] {
    let value = plan.graph.entries[entry]
    let a = plan.graph.entries[value.inputs[0]].shape
    let b = plan.graph.entries[value.inputs[1]].shape
    let (m, n) = (value.shape[value.shape.rank - 2], value.shape[value.shape.rank - 1])
    let k = a[a.rank - (left ? 2 : 1)]
    let batches = value.shape.sizes.dropLast(2).reduce(1, *)
    let part = share(ofProduct: entry, m, n, k, batches, mode)
    // A thread without a share of the sum still has to leave zeros where addends are expected.
    if part.isEmpty { return plan.distributions[entry] == .partial ? [fill(entry, nil)] : [] }
    let (lda, ldb) = (a[a.rank - 1], b[b.rank - 1])
    let size = value.dtype.size
    return part.batches.map { batch in
      let aStart =
        batch * m * k
        + (left
          ? part.k.lowerBound * lda + part.m.lowerBound
          : part.m.lowerBound * lda + part.k.lowerBound)
      let bStart =
        batch * k * n
        + (right
          ? part.n.lowerBound * ldb + part.k.lowerBound
          : part.k.lowerBound * ldb + part.n.lowerBound)
      let cStart = batch * m * n + part.m.lowerBound * n + part.n.lowerBound
      return unsafe .product(
        BLAS.Product(
          transposeA: left, transposeB: right, m: part.m.count, n: part.n.count,
          k: part.k.count, a: address(of: value.inputs[0]) + aStart * size,
          b: address(of: value.inputs[1]) + bStart * size,
          c: address(of: entry) + cStart * size, lda: lda, ldb: ldb, ldc: n,
          isDouble: value.dtype == .float64))
    }
  }

  private struct ProductShare {
    var batches, m, n, k: Range<Int>
    var isEmpty: Bool { batches.isEmpty || m.isEmpty || n.isEmpty || k.isEmpty }
  }

  /// The part of a product that this thread computes: rows of the batch, its rows of a
  /// contraction over the batch, or the longer side of the result.
  private func share(
    ofProduct entry: Int, _ m: Int, _ n: Int, _ k: Int, _ batches: Int, _ mode: Schedule.Mode
  ) -> ProductShare {
    var part = ProductShare(batches: 0..<batches, m: 0..<m, n: 0..<n, k: 0..<k)
    let isBatched = plan.graph.entries[entry].shape.rank > 2
    switch mode {
    case .single: break
    case .rows where isBatched: part.batches = plan.share(of: batches, thread: thread)
    case .rows where plan.distributions[entry] == .partial:
      part.k = plan.share(of: k, thread: thread)
    case .rows: part.m = plan.share(of: m, thread: thread)
    case .split where plan.distributions[entry] == .partial: part.k = even(k)
    case .split where batches > 1: part.batches = even(batches)
    case .split where n > m: part.n = even(n)
    case .split: part.m = even(m)
    }
    return part
  }
}

// MARK: - Copies

extension Binder {
  private func copies(_ entry: Int, _ mode: Schedule.Mode) -> [BoundInstruction] {
    let value = plan.graph.entries[entry]
    let strides = value.shape.strides
    let rows =
      mode == .rows && plan.distributions[entry] == .rows
      ? plan.share(of: value.shape[0], thread: thread) : nil
    switch value.op {
    case .transpose(let permutation):
      let source = plan.graph.entries[value.inputs[0]].shape.strides
      return [
        copy(value.inputs[0], permutation.map { source[$0] }, to: entry, 0, value.shape, rows)
      ]
    case .slice(let starts, _):
      let source = plan.graph.entries[value.inputs[0]].shape.strides
      let start = zip(starts, source).map { $0 * $1 }.reduce(0, +)
      return [copy(value.inputs[0], source, from: start, to: entry, 0, value.shape, rows)]
    case .pad(let before, _):
      let source = plan.graph.entries[value.inputs[0]].shape
      let start = zip(before, strides).map { $0 * $1 }.reduce(0, +)
      return [
        fill(entry, rows),
        copy(value.inputs[0], source.strides, to: entry, start, source, rows),
      ]
    case .concatenate(let axis):
      var start = 0
      return value.inputs.flatMap { input -> [BoundInstruction] in
        let part = plan.graph.entries[input].shape
        defer { start += part[axis] * strides[axis] }
        return join(input, part, to: entry, start, rows)
      }
    default: fatalError("\(value.op.name) is not a copy")
    }
  }

  /// One part of a concatenation; nothing where it was computed in place.
  private func join(
    _ input: Int, _ part: Shape, to entry: Int, _ start: Int, _ rows: Range<Int>?
  ) -> [BoundInstruction] {
    let size = plan.graph.entries[entry].dtype.size
    let target = unsafe address(of: entry) + start * size
    // Not for rows: addresses of other threads' rows are not real ones and may agree by chance.
    if unsafe rows == nil && address(of: input) == target { return [] }
    let isAddend = plan.distributions[plan.graph.base(input)] == .partial
    if plan.distributions[entry] == .partial && !isAddend && thread > 0 {
      return unsafe [.fill(target, bytes: part.count * size)]
    }
    return [copy(input, part.strides, to: entry, start, part, rows)]
  }

  private func fill(_ entry: Int, _ rows: Range<Int>?) -> BoundInstruction {
    let value = plan.graph.entries[entry]
    let row = value.shape.count / max(value.shape.rank > 0 ? value.shape[0] : 1, 1)
    let range = rows ?? 0..<(value.shape.count / row)
    return unsafe .fill(
      address(of: entry) + range.lowerBound * row * value.dtype.size,
      bytes: range.count * row * value.dtype.size)
  }

  /// A copy of a block of `shape` between the entries; of its rows only if these are given.
  private func copy(
    _ source: Int, _ sourceStrides: [Int], from first: Int = 0, to target: Int, _ start: Int,
    _ shape: Shape, _ rows: Range<Int>?
  ) -> BoundInstruction {
    let value = plan.graph.entries[target]
    var sizes = shape.sizes
    var (from, to) = (first, start)
    if let rows {
      sizes[0] = rows.count
      from += rows.lowerBound * sourceStrides[0]
      to += rows.lowerBound * value.shape.strides[0]
    }
    let size = value.dtype.size
    return unsafe .copy(
      StridedCopy(
        target: address(of: target) + to * size, source: address(of: source) + from * size,
        elementSize: size, sizes: sizes.map(Int64.init),
        targetStrides: value.shape.strides.map(Int64.init),
        sourceStrides: sourceStrides.map(Int64.init)))
  }

  private func scatter(_ entry: Int, _ mode: Schedule.Mode) -> [BoundInstruction] {
    let value = plan.graph.entries[entry]
    let count = plan.graph.entries[value.inputs[0]].shape.count
    let rows = mode == .rows ? plan.share(of: count, thread: thread) : 0..<count
    let width = value.shape.sizes.dropFirst().reduce(1, *)
    return unsafe [
      .fill(address(of: entry), bytes: value.shape.count * value.dtype.size),
      .scatterAdd(
        ScatterAdd(
          target: address(of: entry),
          updates: address(of: value.inputs[1]) + rows.lowerBound * width * value.dtype.size,
          indices: address(of: value.inputs[0]) + rows.lowerBound * 4,
          count: rows.count, width: width, rows: value.shape[0],
          isDouble: value.dtype == .float64)),
    ]
  }
}

/// A copy of a block of memory with other strides.
@safe struct StridedCopy {
  var target: UnsafeMutableRawPointer
  var source: UnsafeMutableRawPointer
  var elementSize: Int
  var sizes, targetStrides, sourceStrides: [Int64]

  func run() {
    unsafe descent_copy_strided(
      target, source, Int64(elementSize), Int64(sizes.count), sizes, targetStrides, sourceStrides)
  }
}

/// Rows added to the rows of a table that indices name.
@safe struct ScatterAdd {
  var target, updates, indices: UnsafeMutableRawPointer
  var count, width, rows: Int
  var isDouble: Bool

  func run() {
    let indices = unsafe indices.assumingMemoryBound(to: Int32.self)
    if isDouble {
      unsafe descent_scatter_add_f64(
        target.assumingMemoryBound(to: Double.self), updates.assumingMemoryBound(to: Double.self),
        indices, Int64(count), Int64(width), Int64(rows))
    } else {
      unsafe descent_scatter_add_f32(
        target.assumingMemoryBound(to: Float.self), updates.assumingMemoryBound(to: Float.self),
        indices, Int64(count), Int64(width), Int64(rows))
    }
  }
}
