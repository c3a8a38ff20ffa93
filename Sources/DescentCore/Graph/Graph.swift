/// The nodes that `outputs` depend on, inputs before users. Iterative, whatever the depth.
package func topologicalOrder(of outputs: [Node]) -> [Node] {
  var order: [Node] = []
  var visited: Set<ObjectIdentifier> = []
  var stack = outputs.reversed().map { (node: $0, next: 0) }
  while let (node, next) = stack.last {
    if next == 0 && visited.contains(ObjectIdentifier(node)) {
      stack.removeLast()
    } else if next < node.inputs.count {
      visited.insert(ObjectIdentifier(node))
      stack[stack.count - 1].next += 1
      let input = node.inputs[next]
      if !visited.contains(ObjectIdentifier(input)) { stack.append((input, 0)) }
    } else {
      visited.insert(ObjectIdentifier(node))
      order.append(node)
      stack.removeLast()
    }
  }
  return order
}

/// A traced program as the compiler sees it: operations in topological order, their inputs as
/// positions in that order.
package struct Graph: Sendable {
  package struct Entry: Sendable {
    package var op: Op
    package var inputs: [Int]
    package var shape: Shape
    package var dtype: DType
  }

  package var entries: [Entry] = []
  package var outputs: [Int] = []

  package init() {}

  /// The graph that computes `outputs`, and nothing else.
  package init(_ outputs: [Tensor]) {
    var positions: [ObjectIdentifier: Int] = [:]
    for (position, node) in topologicalOrder(of: outputs.map(\.node)).enumerated() {
      positions[ObjectIdentifier(node)] = position
      let inputs = node.inputs.map { positions[ObjectIdentifier($0)]! }
      entries.append(Entry(op: node.op, inputs: inputs, shape: node.shape, dtype: node.dtype))
    }
    self.outputs = outputs.map { positions[ObjectIdentifier($0.node)]! }
  }

  /// For each entry the entries that use it, once per use.
  package var users: [[Int]] {
    var users = [[Int]](repeating: [], count: entries.count)
    for (position, entry) in entries.enumerated() {
      for input in entry.inputs { users[input].append(position) }
    }
    return users
  }
}
