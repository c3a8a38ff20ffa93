extension Graph {
  /// An equal graph with less to do: dead code left out, common subexpressions computed once,
  /// numbers folded, work on broadcast values done before the broadcast, transpositions folded
  /// into matrix products.
  package func simplified() -> Graph {
    var builder = GraphBuilder()
    var renamed: [Int] = []
    for entry in entries {
      renamed.append(builder.add(entry.op, entry.inputs.map { renamed[$0] }, like: entry))
    }
    var result = builder.graph
    result.outputs = outputs.map { renamed[$0] }
    return result.pruned()
  }

  /// The entries that the outputs depend on, renumbered.
  package func pruned() -> Graph {
    var isLive = [Bool](repeating: false, count: entries.count)
    for output in outputs { isLive[output] = true }
    for position in entries.indices.reversed() where isLive[position] {
      for input in entries[position].inputs { isLive[input] = true }
    }
    var result = Graph()
    var renamed = [Int](repeating: -1, count: entries.count)
    for (position, entry) in entries.enumerated() where isLive[position] {
      renamed[position] = result.entries.count
      var entry = entry
      entry.inputs = entry.inputs.map { renamed[$0] }
      result.entries.append(entry)
    }
    result.outputs = outputs.map { renamed[$0] }
    return result
  }
}

/// Builds a graph entry by entry, giving out the number of an equal or simpler entry where there
/// is one.
struct GraphBuilder {
  struct Key: Hashable {
    let op: Op
    let inputs: [Int]
  }

  var graph = Graph()
  var known: [Key: Int] = [:]

  /// The entry that computes `op` of `inputs`; `entry` gives shape and type of the result.
  mutating func add(_ op: Op, _ inputs: [Int], like entry: Graph.Entry) -> Int {
    if let simpler = simplify(op, inputs, entry) { return simpler }
    let key = Key(op: op, inputs: inputs)
    if let same = known[key] { return same }
    graph.entries.append(
      Graph.Entry(op: op, inputs: inputs, shape: entry.shape, dtype: entry.dtype))
    known[key] = graph.entries.count - 1
    return graph.entries.count - 1
  }

  /// The entry that computes `op` of `inputs`, with a result of this shape and type.
  mutating func add(_ op: Op, _ inputs: [Int], _ shape: Shape, _ dtype: DType) -> Int {
    add(op, inputs, like: Graph.Entry(op: op, inputs: inputs, shape: shape, dtype: dtype))
  }

  /// The entry that `op` of `inputs` comes to, if something simpler than itself does.
  mutating func simplify(_ op: Op, _ inputs: [Int], _ entry: Graph.Entry) -> Int? {
    switch op {
    case .stopGradient, .customDerivative: return inputs[0]
    case .cast(let dtype):
      if graph.entries[inputs[0]].dtype == dtype { return inputs[0] }
      if case .literal(let value, _) = graph.entries[inputs[0]].op, dtype.isFloating {
        return add(.literal(value, dtype), [], like: entry)
      }
      return hoisted(op, inputs, entry) ?? spread(op, inputs, entry)
    case .reshape(let shape):
      if graph.entries[inputs[0]].shape == shape { return inputs[0] }
      if let scalar = scalarSource(inputs[0]) {
        return add(.broadcast(shape), [scalar], like: entry)
      }
      guard case .reshape = graph.entries[inputs[0]].op else { return nil }
      return add(op, graph.entries[inputs[0]].inputs, like: entry)
    case .broadcast(let shape):
      if graph.entries[inputs[0]].shape == shape { return inputs[0] }
      guard case .broadcast = graph.entries[inputs[0]].op else { return nil }
      return add(op, graph.entries[inputs[0]].inputs, like: entry)
    case .transpose(let outer):
      guard case .transpose(let inner) = graph.entries[inputs[0]].op else { return nil }
      let permutation = outer.map { inner[$0] }
      let source = graph.entries[inputs[0]].inputs[0]
      if permutation == Array(permutation.indices) { return source }
      return add(.transpose(permutation: permutation), [source], like: entry)
    case .matmul(let left, let right):
      return foldTransposes(left, right, inputs, entry) ?? outerProduct(left, inputs, entry)
    case .unary(let f): return unary(f, inputs, entry)
    case .binary(let f): return binary(f, inputs, entry)
    case .select: return hoisted(op, inputs, entry) ?? spread(op, inputs, entry)
    case .reduce(let f, let axes):
      return splitReduction(f, axes, inputs, entry) ?? reduceParts(f, inputs[0], entry)
        ?? squaredNorm(f, inputs[0], entry)
    case .input, .feed, .literal, .constant, .iota, .slice, .pad, .concatenate, .take, .scatterAdd,
      .cholesky, .triangularSolve, .eigendecomposition:
      return nil
    }
  }

  private mutating func unary(_ f: Unary, _ inputs: [Int], _ entry: Graph.Entry) -> Int? {
    if f == .negate, case .unary(.negate) = graph.entries[inputs[0]].op {
      return graph.entries[inputs[0]].inputs[0]
    }
    if case .literal(let value, _) = graph.entries[inputs[0]].op, entry.dtype.isFloating {
      return add(.literal(f(value), entry.dtype), [], like: entry)
    }
    return hoisted(.unary(f), inputs, entry) ?? spread(.unary(f), inputs, entry)
  }

  private mutating func binary(_ f: Binary, _ inputs: [Int], _ entry: Graph.Entry) -> Int? {
    let (a, b) = (inputs[0], inputs[1])
    switch (f, number(a), number(b)) {
    case (_, let x?, let y?) where entry.shape == [] && entry.dtype.isFloating:
      return add(.literal(f(x, y), entry.dtype), [], like: entry)
    case (.add, 0, _), (.multiply, 1, _): return b
    case (.add, _, 0), (.subtract, _, 0), (.multiply, _, 1), (.divide, _, 1): return a
    case (.subtract, 0, _): return add(.unary(.negate), [b], like: entry)
    case (.multiply, -1, _): return add(.unary(.negate), [b], like: entry)
    case (.multiply, _, -1): return add(.unary(.negate), [a], like: entry)
    case (.multiply, _, _) where a == b: return add(.unary(.square), [a], like: entry)
    default: break
    }
    if let simpler = hoisted(.binary(f), inputs, entry) { return simpler }
    // One division of a scalar costs less than one for each element.
    if f == .divide, entry.dtype.isFloating, let scalar = scalarSource(b), isTame(scalar) {
      let inverse = add(.unary(.reciprocal), [scalar], [], entry.dtype)
      let factor = add(.broadcast(entry.shape), [inverse], entry.shape, entry.dtype)
      return add(.binary(.multiply), [a, factor], like: entry)
    }
    return spread(.binary(f), inputs, entry)
  }

  /// Whether the reciprocal of a scalar surely neither overflows nor loses digits: an ordinary
  /// number, or hyper-parameter arithmetic (float64 that meets float32 data).
  private func isTame(_ scalar: Int) -> Bool {
    let entry = graph.entries[scalar]
    switch entry.op {
    case .literal(let value, _): return (1e-30...1e30).contains(abs(value))
    case .cast: return graph.entries[entry.inputs[0]].dtype == .float64
    default: return false
    }
  }

  /// For an elementwise operation on values that are all broadcast from one shape: the broadcast
  /// of the operation on the small ones.
  private mutating func hoisted(_ op: Op, _ inputs: [Int], _ entry: Graph.Entry) -> Int? {
    guard let sources = broadcastSources(inputs) else { return nil }
    let small = Set(sources.map { graph.entries[$0].shape })
    guard small.count == 1, let shape = small.first else { return nil }
    let result = add(op, sources, shape, entry.dtype)
    return add(.broadcast(entry.shape), [result], like: entry)
  }

  /// A reduction over axes of size 1 as a reshape; one over axes that do not lie side by side as
  /// one over the last run of them and then one over the rest.
  private mutating func splitReduction(
    _ f: Reduction, _ axes: [Int], _ inputs: [Int], _ entry: Graph.Entry
  ) -> Int? {
    let source = graph.entries[inputs[0]].shape
    if axes.allSatisfy({ source[$0] == 1 }) {
      return add(.reshape(entry.shape), inputs, like: entry)
    }
    guard let gap = axes.indices.dropFirst().last(where: { axes[$0] != axes[$0 - 1] + 1 }) else {
      return nil
    }
    let inner = Array(axes[gap...])
    let shape = source.removing(inner)
    let first = add(.reduce(f, axes: inner), inputs, shape, entry.dtype)
    return add(.reduce(f, axes: Array(axes[..<gap])), [first], like: entry)
  }

  /// The sum of the squares of an outer product as the product of two such sums: ‖uvᵀ‖² = ‖u‖²‖v‖².
  private mutating func squaredNorm(_ f: Reduction, _ input: Int, _ entry: Graph.Entry) -> Int? {
    guard f == .sum, entry.shape == [], case .unary(.square) = graph.entries[input].op else {
      return nil
    }
    var product = graph.entries[graph.entries[input].inputs[0]]
    while case .reshape = product.op { product = graph.entries[product.inputs[0]] }
    guard case .binary(.multiply) = product.op, let sources = broadcastSources(product.inputs)
    else { return nil }
    let shapes = sources.map { graph.entries[$0].shape }
    // Along each axis one of them has size 1, so that each element of the one meets each of the
    // other once.
    guard shapes.allSatisfy({ $0.rank == product.shape.rank }),
      zip(shapes[0].sizes, shapes[1].sizes).map({ $0 * $1 }) == product.shape.sizes
    else { return nil }
    let norms = zip(sources, shapes).map { source, shape in
      let square = add(.unary(.square), [source], shape, entry.dtype)
      return add(.reduce(.sum, axes: Array(0..<shape.rank)), [square], like: entry)
    }
    return add(.binary(.multiply), norms, like: entry)
  }

  /// What these entries repeat, if all are broadcasts.
  private func broadcastSources(_ positions: [Int]) -> [Int]? {
    let entries = positions.map { graph.entries[$0] }
    let areBroadcasts = entries.allSatisfy { if case .broadcast = $0.op { true } else { false } }
    return areBroadcasts ? entries.map { $0.inputs[0] } : nil
  }

  private mutating func foldTransposes(
    _ left: Bool, _ right: Bool, _ inputs: [Int], _ entry: Graph.Entry
  ) -> Int? {
    var (flags, inputs) = ([left, right], inputs)
    var changed = false
    for side in 0...1 {
      let source = graph.entries[inputs[side]]
      let rank = source.shape.rank
      let swap = Array(0..<rank - 2) + [rank - 1, rank - 2]
      guard case .transpose(let permutation) = source.op, permutation == swap else { continue }
      (inputs[side], flags[side], changed) = (source.inputs[0], !flags[side], true)
    }
    guard changed else { return nil }
    return add(
      .matmul(transposeLeft: flags[0], transposeRight: flags[1]), inputs, like: entry)
  }

  /// A product of columns and rows as elementwise arithmetic, which can join a loop.
  private mutating func outerProduct(
    _ transposeLeft: Bool, _ inputs: [Int], _ entry: Graph.Entry
  ) -> Int? {
    let rank = entry.shape.rank
    let left = graph.entries[inputs[0]].shape
    guard left[transposeLeft ? rank - 2 : rank - 1] == 1 else { return nil }
    let batch = entry.shape.sizes.dropLast(2)
    let shapes = [
      Shape(batch + [entry.shape[rank - 2], 1]), Shape(batch + [1, entry.shape[rank - 1]]),
    ]
    let factors = zip(inputs, shapes).map { input, shape in
      let factor = add(.reshape(shape), [input], shape, entry.dtype)
      return add(.broadcast(entry.shape), [factor], like: entry)
    }
    return add(.binary(.multiply), factors, like: entry)
  }

  /// The number that every element of an entry is, if it is written in the program.
  private func number(_ position: Int) -> Double? {
    switch graph.entries[position].op {
    case .literal(let value, _): value
    case .broadcast: number(graph.entries[position].inputs[0])
    default: nil
    }
  }

  /// The scalar that every element of an entry is: a number, or what a broadcast repeats.
  func scalarSource(_ position: Int) -> Int? {
    let entry = graph.entries[position]
    if case .literal = entry.op { return position }
    guard case .broadcast = entry.op else { return nil }
    return graph.entries[entry.inputs[0]].shape == [] ? entry.inputs[0] : nil
  }
}
