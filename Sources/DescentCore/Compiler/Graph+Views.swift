extension Graph {
  /// Whether an entry is its input's memory under another shape or from another element on.
  func isView(_ position: Int) -> Bool {
    let entry = entries[position]
    switch entry.op {
    case .reshape: return true
    case .slice(_, let sizes):
      // One contiguous run: after the first axis that is cut, nothing is cut; before it, size 1.
      let source = entries[entry.inputs[0]].shape
      guard let cut = sizes.indices.first(where: { sizes[$0] != source[$0] }) else { return true }
      let isCutLater = sizes.indices.contains { $0 > cut && sizes[$0] != source[$0] }
      return !isCutLater && sizes[..<cut].allSatisfy { $0 == 1 }
    default: return false
    }
  }

  /// The entry whose memory an entry is a view of; itself if it is none.
  func base(_ position: Int) -> Int {
    var position = position
    while isView(position) { position = entries[position].inputs[0] }
    return position
  }

  /// Where a view begins in the memory of its base, in elements.
  func offset(_ position: Int) -> Int {
    var (position, offset) = (position, 0)
    while isView(position) {
      let source = entries[position].inputs[0]
      if case .slice(let starts, _) = entries[position].op {
        offset += zip(starts, entries[source].shape.strides).map { $0 * $1 }.reduce(0, +)
      }
      position = source
    }
    return offset
  }

  /// The floating-point type that an entry has to be computed in; nil when any will do.
  func computeType(_ position: Int) -> DType? {
    let entry = entries[position]
    switch entry.op {
    case .literal, .reshape: return nil
    case .unary, .binary, .select: if entry.dtype == .int32 { return .float64 }  // holds them all
    default: break
    }
    if entry.dtype.isFloating { return entry.dtype }
    return entry.inputs.lazy.map { entries[$0].dtype }.first { $0.isFloating }
  }
}
