extension LoopBody.Operand {
  /// The operand through which a loop reads `entry`, an entry that it does not compute.
  init(reading entry: Int, in graph: Graph, _ distributions: [Distribution]) {
    if case .literal(let value, _) = graph.entries[entry].op {
      self.init(source: nil, access: .number(value))
    } else {
      let isPartial = distributions[graph.base(entry)] == .partial
      self.init(source: entry, access: isPartial ? .addends : .direct)
    }
  }

  /// The operand that stands for a load (number, counter, broadcast or gather); nil for others.
  init?(load entry: Int, in graph: Graph) {
    let inputs = graph.entries[entry].inputs
    switch graph.entries[entry].op {
    case .literal(let value, _): self.init(source: nil, access: .number(value))
    case .iota(let shape, let axis, _):
      let period = shape.sizes[(axis + 1)...].reduce(1, *)
      self.init(source: nil, access: .counter(period: period, limit: shape[axis]))
    case .broadcast(let shape):
      if case .literal(let value, _) = graph.entries[inputs[0]].op {
        self.init(source: nil, access: .number(value))
      } else {
        self.init(
          source: inputs[0], access: .broadcasting(graph.entries[inputs[0]].shape, to: shape))
      }
    case .take:
      let table = graph.entries[inputs[0]].shape
      let width = table.sizes.dropFirst().reduce(1, *)
      self.init(
        source: inputs[0], access: .rows(indices: inputs[1], width: width, count: table[0]))
    default: return nil
    }
  }
}

extension LoopBody.Access {
  /// How an array of shape `source` is read as one of shape `target`.
  static func broadcasting(_ source: Shape, to target: Shape) -> Self {
    let added = target.rank - source.rank
    let strides = source.strides
    var axes: [(size: Int, stride: Int)] = []
    for axis in 0..<target.rank where target[axis] != 1 {
      let isRepeated = axis < added || source[axis - added] == 1
      let next = (size: target[axis], stride: isRepeated ? 0 : strides[axis - added])
      // Two axes are one where stepping over the inner ends where the outer goes on.
      if let last = axes.last, last.stride == next.stride * next.size {
        axes[axes.count - 1] = (last.size * next.size, next.stride)
      } else {
        axes.append(next)
      }
    }
    switch axes.map(\.stride) {
    case [], [0]: return .scalar
    case [1]: return .direct
    case [0, 1]: return .periodic(axes[1].size)
    case [1, 0]: return .repeated(axes[1].size)
    default: return .strided(sizes: axes.map(\.size), strides: axes.map(\.stride))
    }
  }
}
