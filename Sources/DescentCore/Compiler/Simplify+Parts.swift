/// Work on a concatenation of vectors is done on its parts.
///
/// A training step ends with elementwise arithmetic on the gradient of all parameters, a
/// concatenation of one part for each. Part by part, each is updated by the thread and in the loop
/// that computes its gradient, and the whole gradient need not exist.
extension GraphBuilder {
  /// One small loop costs less than several smaller ones.
  private static let worthSpreading = 1024
  private static let mostParts = 256
  /// How many operations deep the other operands are followed.
  private static let deepest = 16

  /// For an elementwise operation with a concatenation of vectors among its operands: the
  /// concatenation of the operation on the parts.
  mutating func spread(_ op: Op, _ inputs: [Int], _ entry: Graph.Entry) -> Int? {
    guard entry.shape.rank == 1, entry.shape.count >= Self.worthSpreading,
      let sizes = inputs.lazy.compactMap(partSizes).first, sizes.count <= Self.mostParts,
      let parts = parts(of: inputs, sizes, depth: 0)
    else { return nil }
    let results = sizes.indices.map { k in add(op, parts.map { $0[k] }, [sizes[k]], entry.dtype) }
    return add(.concatenate(axis: 0), results, like: entry)
  }

  /// For a reduction of a concatenation of vectors to a number: the reductions of the parts,
  /// combined.
  mutating func reduceParts(_ f: Reduction, _ input: Int, _ entry: Graph.Entry) -> Int? {
    guard entry.shape == [], graph.entries[input].shape.count >= Self.worthSpreading,
      let sizes = partSizes(input), sizes.count <= Self.mostParts
    else { return nil }
    let results = graph.entries[input].inputs.map { add(.reduce(f, axes: [0]), [$0], like: entry) }
    return results.dropFirst().reduce(results[0]) {
      add(.binary(f.combination), [$0, $1], like: entry)
    }
  }

  /// The sizes of the vectors that an entry is a concatenation of; nil if it is none.
  private func partSizes(_ position: Int) -> [Int]? {
    let entry = graph.entries[position]
    guard case .concatenate = entry.op, entry.shape.rank == 1 else { return nil }
    return entry.inputs.map { graph.entries[$0].shape.count }
  }

  private mutating func parts(of positions: [Int], _ sizes: [Int], depth: Int) -> [[Int]]? {
    var all: [[Int]] = []
    for position in positions {
      guard let parts = parts(of: position, sizes, depth: depth) else { return nil }
      all.append(parts)
    }
    return all
  }

  /// An entry cut into parts of these sizes, if that costs nothing: memory of the caller is seen
  /// in parts, arithmetic is done on parts.
  private mutating func parts(of position: Int, _ sizes: [Int], depth: Int) -> [Int]? {
    if partSizes(position) == sizes { return graph.entries[position].inputs }
    if let scalar = scalarSource(position) {
      let dtype = graph.entries[position].dtype
      return sizes.map { add(.broadcast([$0]), [scalar], [$0], dtype) }
    }
    let entry = graph.entries[position]
    switch entry.op {
    case .input, .feed, .constant:
      var start = 0
      return sizes.map { size in
        defer { start += size }
        return add(.slice(starts: [start], sizes: [size]), [position], [size], entry.dtype)
      }
    case .unary, .binary, .select, .cast:
      guard depth < Self.deepest,
        let parts = parts(of: entry.inputs, sizes, depth: depth + 1)
      else { return nil }
      return sizes.indices.map { k in
        add(entry.op, parts.map { $0[k] }, [sizes[k]], entry.dtype)
      }
    default: return nil
    }
  }
}

extension Reduction {
  /// What makes one result of two.
  fileprivate var combination: Binary {
    switch self {
    case .sum: .add
    case .max: .maximum
    case .min: .minimum
    }
  }
}
