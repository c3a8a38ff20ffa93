import CDescentKernels

/// The loop p − s·u·vᵀ that writes over p: a step of gradient descent on weights that met a single
/// example. It has a kernel of its own, as nothing but memory should limit it.
struct RankOneUpdate {
  /// The entries of p (which is written), s, u and v.
  var target, scale, column, row: Int
  /// The length of v.
  var width: Int

  /// The update that a loop amounts to; nil if it is another loop.
  init?(_ body: LoopBody, _ graph: Graph) {
    guard body.type == .float32, body.reductions.isEmpty, body.outputs.count == 1,
      body.instructions.map(\.opcode) == [DESCENT_MULTIPLY, DESCENT_SUBTRACT_PRODUCT],
      body.outputs[0].isDirect, body.outputs[0].register == body.instructions[1].destination
    else { return nil }
    let (product, difference) = (body.instructions[0], body.instructions[1])
    let factors = product.arguments + difference.arguments.filter { $0 != product.destination }
    guard factors.count == 4, factors.allSatisfy({ body.operands.indices.contains($0) }),
      difference.arguments[2] != product.destination
    else { return nil }
    var found: [LoopBody.Access: Int] = [:]
    for operand in factors.map({ body.operands[$0] }) {
      guard let source = operand.source, graph.entries[source].dtype == .float32 else { return nil }
      found[operand.access] = source
    }
    let periods = body.operands.compactMap { operand -> Int? in
      if case .periodic(let period) = operand.access { period } else { nil }
    }
    guard let width = periods.first, let column = found[.repeated(width)],
      let row = found[.periodic(width)], let scale = found[.scalar], found[.direct] != nil,
      body.operands[difference.arguments[2]].access == .direct
    else { return nil }
    (self.target, self.scale, self.column, self.row) = (body.outputs[0].entry, scale, column, row)
    self.width = width
  }
}
