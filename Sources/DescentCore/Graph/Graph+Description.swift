extension Graph: CustomStringConvertible {
  /// One line an entry: `%4 = matmul(%1, %3ᵀ) : float32[64, 10]`; outputs are listed last.
  package var description: String {
    let lines = entries.enumerated().map { position, entry in
      "%\(position) = \(entry.call) : \(entry.dtype)\(entry.shape)"
    }
    let results = outputs.map { "%\($0)" }.joined(separator: ", ")
    return (lines + ["return \(results)"]).joined(separator: "\n")
  }
}

extension Graph.Entry {
  /// The operation with its inputs, such as `sum(%3, axes: [0])`.
  var call: String {
    var arguments = inputs.map { "%\($0)" }
    switch op {
    case .input(let index, _, _): return "input \(index)"
    case .literal(let value, _): return "\(value)"
    case .constant(let array): return "constant \(array)"
    case .iota(_, let axis, _): arguments.append("axis: \(axis)")
    case .transpose(let permutation): arguments.append("\(permutation)")
    case .slice(let starts, _): arguments.append("from: \(starts)")
    case .pad(let before, _): arguments.append("before: \(before)")
    case .concatenate(let axis): arguments.append("axis: \(axis)")
    case .reduce(_, let axes): arguments.append("axes: \(axes)")
    case .matmul(let left, let right):
      if left { arguments[0] += "ᵀ" }
      if right { arguments[1] += "ᵀ" }
    case .triangularSolve(let triangle, let transpose):
      arguments[0] = "\(triangle) \(arguments[0])" + (transpose ? "ᵀ" : "")
    case .feed, .unary, .binary, .select, .cast, .broadcast, .reshape, .take, .scatterAdd,
      .cholesky,
      .eigendecomposition, .stopGradient, .customDerivative:
      break
    }
    return "\(op.name)(\(arguments.joined(separator: ", ")))"
  }
}
