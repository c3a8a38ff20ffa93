import DescentCore

/// The terms whose squares a scalar adds up, scaled so that half their sum of squares is the scalar;
/// nil if it is no such sum.
///
/// Seen are sums of terms c·x², c > 0, where x² may be summed or averaged over the elements of x.
func squaredTerms(_ value: Tensor) -> [Tensor]? {
  terms(value.node, scale: 2)
}

private func terms(_ node: Node, scale: Double) -> [Tensor]? {
  let inputs = node.inputs
  switch node.op {
  case .binary(.add):
    guard let a = terms(inputs[0], scale: scale), let b = terms(inputs[1], scale: scale) else {
      return nil
    }
    return a + b
  case .binary(.multiply):
    if let factor = number(inputs[0]), factor > 0 { return terms(inputs[1], scale: scale * factor) }
    if let factor = number(inputs[1]), factor > 0 { return terms(inputs[0], scale: scale * factor) }
    return inputs[0] === inputs[1] ? [scaled(inputs[0], scale)] : nil
  case .binary(.divide):
    guard let divisor = number(inputs[1]), divisor > 0 else { return nil }
    return terms(inputs[0], scale: scale / divisor)
  case .unary(.square): return [scaled(inputs[0], scale)]
  case .reduce(.sum, let axes) where axes.count == inputs[0].shape.rank:
    return terms(inputs[0], scale: scale)
  case .reshape where node.shape.count == inputs[0].shape.count, .cast:
    return terms(inputs[0], scale: scale)
  default: return nil
  }
}

private func scaled(_ node: Node, _ scale: Double) -> Tensor {
  Tensor(node).flattened * scale.squareRoot()
}

/// A node's value if it is one number, written as such.
private func number(_ node: Node) -> Double? {
  switch node.op {
  case .literal(let value, _): value
  case .constant(let array): array.shape == [] ? array.scalar : nil
  case .broadcast, .cast, .reshape: number(node.inputs[0])
  default: nil
  }
}

extension Objective {
  /// The same function with residuals, where what it computes is a sum of squares.
  public func detectingResiduals() -> Objective {
    let probe = Variables.probes(of: layout, precision)
    guard residuals == nil, squaredTerms(value(of: probe)) != nil else { return self }
    var copy = Objective(
      leastSquaresOf: layout, precision: precision, threads: threads
    ) { v in
      guard let terms = squaredTerms(value(of: v)) else { fatalError("detectingResiduals: \(v)") }
      return .concatenate(terms)
    }
    (copy.bounds, copy.constraints) = (bounds, constraints)
    return copy
  }
}
