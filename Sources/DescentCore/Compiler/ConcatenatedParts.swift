/// Values that are written straight into the vector that they are concatenated to, such as the
/// gradients of single weights into the gradient of all.
struct ConcatenatedParts {
  /// The concatenation and the first byte there, by entry.
  private(set) var parent: [Int: (whole: Int, offset: Int)] = [:]

  init() {}

  init(_ fusion: Fusion) {
    let graph = fusion.graph
    let taken = Set(graph.outputs)
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

  /// Whether `members` are a concatenation all parts of which are computed in place.
  func areWhole(_ members: [Int], _ graph: Graph) -> Bool {
    guard members.count == 1, case .concatenate = graph.entries[members[0]].op else { return false }
    let inputs = graph.entries[members[0]].inputs.map(graph.base)
    return Set(inputs).count == inputs.count
      && inputs.allSatisfy { parent[$0]?.whole == members[0] }
  }

  /// The elementwise entries that an output consists of, and which of its elements they are: the
  /// output itself, or what it is concatenated of; none if others have a part in it.
  func pieces(of output: Int, _ fusion: Fusion) -> [(entry: Int, range: Range<Int>)] {
    let graph = fusion.graph
    let entries =
      areWhole([output], graph) ? graph.entries[output].inputs.map(graph.base) : [output]
    guard entries.allSatisfy({ graph.entries[$0].op.isElementwise }) else { return [] }
    var start = 0
    return entries.map { entry in
      let range = start..<start + graph.entries[entry].shape.count
      start = range.upperBound
      return (entry, range)
    }
  }

  /// The outermost concatenation that holds an entry and the byte there; itself if none does.
  func root(of entry: Int) -> (whole: Int, offset: Int) {
    var (whole, offset) = (entry, 0)
    while let next = parent[whole] { (whole, offset) = (next.whole, offset + next.offset) }
    return (whole, offset)
  }
}
