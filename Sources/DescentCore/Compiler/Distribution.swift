/// Where the elements of a value are computed when several threads run one program.
package enum Distribution: Sendable {
  /// Once, for all threads.
  case whole
  /// Split along the batch: each thread has its own share of the rows. In row-major order that is
  /// one contiguous range, also after trailing axes are merged into or split off the first.
  case rows
  /// As addends: each thread has an array of full size, and the value is their sum.
  case partial
}

/// A graph with the distribution of each of its entries.
package struct DistributedGraph: Sendable {
  package var graph: Graph
  package var distributions: [Distribution]
  /// The partial values whose rows are those of the batch: what they add up to is spread by rows.
  private var addendsOfRows: Set<Int> = []

  /// Shards the work along the batch axis: axis 0 of the inputs in `batchInputs`.
  ///
  /// What depends on a row alone stays with the row's thread. A sum over the batch, or over axis 0
  /// of a large value, becomes a partial value, which is added up where it is used. Everything else
  /// is computed whole. A partial value that is needed by something other than an elementwise
  /// operation, a reshape or a concatenation of vectors is added up by an entry of its own, a cast
  /// to its own type.
  ///
  /// Where a batch is small and weights are large, memory traffic counts more than arithmetic: each
  /// thread then multiplies the whole batch with some rows of the weights, those that it also
  /// updates, so that they stay in its cache.
  ///
  /// - Parameter overwritten: The inputs that the program writes over.
  package init(
    _ graph: Graph, batchInputs: Set<Int>, overwritten: Set<Int> = [], threads: Int
  ) {
    self.graph = Graph()
    distributions = []
    var renamed: [Int] = []
    var resolved: [Int: Int] = [:]
    for entry in graph.entries {
      var entry = entry
      entry.inputs = entry.inputs.map { renamed[$0] }
      if !entry.takesAddends(beside: entry.inputs.map { distributions[$0] }) {
        entry.inputs = entry.inputs.map { resolve($0, &resolved) }
      }
      renamed.append(self.graph.entries.count)
      if isSplitAlongWeights(entry, overwritten, threads) {
        addendsOfRows.insert(self.graph.entries.count)
        distributions.append(.partial)
      } else {
        distributions.append(
          distribution(of: entry, batchInputs: batchInputs, isParallel: threads > 1))
      }
      self.graph.entries.append(entry)
    }
    for output in graph.outputs {
      self.graph.outputs.append(ownEntry(forOutput: resolve(renamed[output], &resolved)))
    }
  }

  /// An entry that nothing but this output of the program stands for: outputs that are views,
  /// inputs, numbers or given twice are copied.
  private mutating func ownEntry(forOutput position: Int) -> Int {
    let entry = graph.entries[position]
    let isComputed =
      switch entry.op {
      case .input, .feed, .constant, .literal, .iota, .broadcast, .take: false
      default: !graph.isView(position)
      }
    if isComputed && !graph.outputs.contains(position) { return position }
    return copy(position, distributions[position])
  }

  /// An entry of its own with the value of another: a cast to its own type.
  private mutating func copy(_ position: Int, _ distribution: Distribution) -> Int {
    let entry = graph.entries[position]
    graph.entries.append(
      Graph.Entry(
        op: .cast(entry.dtype), inputs: [position], shape: entry.shape, dtype: entry.dtype))
    distributions.append(distribution)
    return graph.entries.count - 1
  }

  /// The whole value of an entry that may be partial.
  private mutating func resolve(_ position: Int, _ resolved: inout [Int: Int]) -> Int {
    guard distributions[position] == .partial else { return position }
    if let known = resolved[position] { return known }
    let whole = copy(position, addendsOfRows.contains(position) ? .rows : .whole)
    resolved[position] = whole
    return whole
  }

  private func distribution(
    of entry: Graph.Entry, batchInputs: Set<Int>, isParallel: Bool
  ) -> Distribution {
    let inputs = entry.inputs.map { distributions[$0] }
    let shapes = entry.inputs.map { graph.entries[$0].shape }
    let hasRows = inputs.contains(.rows) || entry.inputs.contains(where: addendsOfRows.contains)
    switch entry.op {
    case .input(let index, _, _): return batchInputs.contains(index) ? .rows : .whole
    case .feed, .literal, .constant, .iota: return .whole
    case .unary, .binary, .select, .cast, .stopGradient: return hasRows ? .rows : .whole
    case .customDerivative: return inputs[0]
    case .reshape(let shape):
      guard inputs[0] == .rows else { return inputs[0] }
      let (old, new) = (shapes[0][0], shape.rank > 0 ? shape[0] : 1)
      return new % old == 0 || new == old ? .rows : .whole
    case .broadcast(let shape):
      let keepsRows = shape.rank == shapes[0].rank && shape.rank > 0 && shape[0] == shapes[0][0]
      return hasRows && keepsRows ? .rows : .whole
    case .transpose(let permutation):
      return hasRows && permutation.first == 0 ? .rows : .whole
    case .slice, .pad:
      return hasRows && entry.shape[0] == shapes[0][0] ? .rows : .whole
    case .concatenate(let axis):
      if inputs.contains(.partial) { return .partial }
      return axis > 0 && inputs.allSatisfy { $0 == .rows } ? .rows : .whole
    case .reduce(let f, let axes):
      let folds = axes.contains(0)
      if hasRows { return !folds ? .rows : f == .sum ? .partial : .whole }
      let isLarge = shapes[0].count >= Schedule.worthSplitting && shapes[0].rank > 0
      return f == .sum && folds && isLarge && isParallel ? .partial : .whole
    case .matmul(let left, let right):
      if shapes[0].rank > 2 { return hasRows ? .rows : .whole }
      return distribution(
        ofProduct: entry, transposeLeft: left, transposeRight: right, isParallel: isParallel)
    case .take: return inputs[0] == .whole && inputs[1] == .rows ? .rows : .whole
    case .scatterAdd: return inputs.allSatisfy { $0 == .rows } ? .partial : .whole
    case .cholesky, .triangularSolve, .eigendecomposition:
      return hasRows && entry.shape.rank > 2 ? .rows : .whole
    }
  }

  private func distribution(
    ofProduct entry: Graph.Entry, transposeLeft: Bool, transposeRight: Bool, isParallel: Bool
  ) -> Distribution {
    switch (distributions[entry.inputs[0]], distributions[entry.inputs[1]]) {
    case (.rows, .rows) where transposeLeft && !transposeRight:
      let batch = graph.entries[entry.inputs[0]].shape[0]
      return isMovedLess(entry.shape, batch: batch) ? .whole : .partial
    case (.rows, .whole) where !transposeLeft: return .rows
    case (.whole, .whole) where isParallel && !transposeLeft && isLongRow(entry.inputs):
      return .partial
    default: return .whole
    }
  }

  /// Whether threads that share a product of a batch and these weights (or the gradient of these)
  /// by the rows of the weights move less from cache to cache than if they shared the batch: half
  /// of the batch's values before and after, rather than half of the weights and of the gradient.
  private func isMovedLess(_ weights: Shape, batch: Int) -> Bool {
    weights.rank == 2 && weights.count >= Schedule.worthSplittingProduct
      && weights[0] >= weights[1] && batch * (weights[0] + 2 * weights[1]) <= weights.count
  }

  /// Whether an entry is a product of the batch with weights that stay with the threads.
  private func isSplitAlongWeights(
    _ entry: Graph.Entry, _ overwritten: Set<Int>, _ threads: Int
  ) -> Bool {
    guard threads > 1, entry.op == .matmul(transposeLeft: false, transposeRight: false),
      distributions[entry.inputs[0]] == .rows, distributions[entry.inputs[1]] == .whole,
      case .input(let index, _, _) = graph.entries[graph.base(entry.inputs[1])].op
    else { return false }
    return overwritten.contains(index)
      && isMovedLess(graph.entries[entry.inputs[1]].shape, batch: entry.shape[0])
  }

  /// Whether factors are one row and a large matrix. Each thread then takes some rows of the
  /// matrix, the same that it updates when these are weights: they stay in its cache.
  private func isLongRow(_ factors: [Int]) -> Bool {
    let (row, matrix) = (graph.entries[factors[0]].shape, graph.entries[factors[1]].shape)
    return row[0] == 1 && matrix.count >= Schedule.worthSplittingProduct
      && row[1] >= Schedule.worthSplittingRow
  }
}

extension Graph.Entry {
  /// Whether this entry can use an input given as addends, when its inputs are spread like this.
  fileprivate func takesAddends(beside inputs: [Distribution]) -> Bool {
    if case .reshape = op { return true }
    if case .concatenate = op { return shape.rank == 1 && !inputs.contains(.rows) }
    return op.isElementwise
  }
}
