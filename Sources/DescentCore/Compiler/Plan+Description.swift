extension Plan: CustomStringConvertible {
  package var description: String {
    var lines: [String] = []
    for (number, phase) in phases.enumerated() {
      lines.append("phase \(number + 1)")
      for instruction in phase {
        lines += describe(instruction).map { "  " + $0 }
      }
    }
    let results = graph.outputs.map { "%\($0)" }.joined(separator: ", ")
    return (lines + ["return \(results)"]).joined(separator: "\n")
  }

  private func describe(_ instruction: Instruction) -> [String] {
    let mode =
      switch instruction.mode {
      case .single: ""
      case .rows: " by rows of the batch"
      case .split: " split among threads"
      }
    switch instruction.work {
    case .loop(let body): return ["loop over \(body.count) elements\(mode)"] + describe(body)
    case .matmul(let entry, _, _), .copy(let entry), .scatterAdd(let entry),
      .factorization(let entry):
      return ["%\(entry) = \(graph.entries[entry].call)\(place(entry))\(mode)"]
    }
  }

  private func describe(_ body: LoopBody) -> [String] {
    let outputs = body.outputs.map { "  %\($0.entry) = r\($0.register)\(place($0.entry))" }
    let reductions = body.reductions.map { reduction in
      "  %\(reduction.entry) = \(graph.entries[reduction.entry].op.name)(r\(reduction.register))\(place(reduction.entry))"
    }
    let operands = body.operands.enumerated().map { number, operand in
      let source = operand.source.map { "%\($0) " } ?? ""
      return "  r\(number) = \(source)\(operand.access)"
    }
    let instructions = body.instructions.map { instruction in
      let arguments = instruction.arguments.map { "r\($0)" }.joined(separator: ", ")
      return "  r\(instruction.destination) = \(instruction.name)(\(arguments))"
    }
    return operands + instructions + outputs + reductions
  }

  private func place(_ entry: Int) -> String {
    guard let memory = memory[entry] else { return "" }
    let value = graph.entries[entry]
    let place =
      switch memory {
      case .input(let index, let byte):
        byte == 0 ? "over input \(index)" : "over input \(index) at \(byte)"
      case .output(let index, let byte):
        byte == 0 ? "output \(index)" : "output \(index) at \(byte)"
      case .constant: "constant"
      case .shared(let byte): "shared \(byte)"
      case .addends(let byte, _): "addends \(byte)"
      case .local(let byte): "local \(byte)"
      }
    return " : \(value.dtype)\(value.shape) in \(place)"
  }
}
