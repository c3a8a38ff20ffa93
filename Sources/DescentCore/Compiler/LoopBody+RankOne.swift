import CDescentKernels

/// The loop p − s·u·vᵀ that writes over p: a step of gradient descent on weights that met a single
/// example. It has a kernel of its own, as nothing but memory should limit it.
struct RankOneUpdate {
  /// The entries of the result, which lies where p did, and of s, u and v.
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
    let registers = product.arguments + difference.arguments.filter { $0 != product.destination }
    guard registers.count == 4, registers.allSatisfy({ body.operands.indices.contains($0) }),
      registers[3] == difference.arguments[2]
    else { return nil }
    let operands = registers.map { body.operands[$0] }
    let sources = operands.compactMap(\.source)
    guard sources.count == 4, sources.allSatisfy({ graph.entries[$0].dtype == .float32 }),
      operands[3].access == .direct, graph.base(sources[3]) == body.outputs[0].overwritten
    else { return nil }

    let factors = zip(operands.map(\.access), sources).dropLast()
    let source = { (access: LoopBody.Access) in factors.first { $0.0 == access }?.1 }
    let widths = operands.compactMap { operand -> Int? in
      if case .periodic(let width) = operand.access { width } else { nil }
    }
    guard let width = widths.first, let row = source(.periodic(width)),
      let column = source(.repeated(width)), let scale = source(.scalar)
    else { return nil }
    (target, self.width) = (body.outputs[0].entry, width)
    (self.scale, self.column, self.row) = (scale, column, row)
  }
}
