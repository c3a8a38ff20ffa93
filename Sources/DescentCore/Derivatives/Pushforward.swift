extension Node {
  /// The Jacobian–vector product of this node: given the tangent of each input, dy = Σ ∂y/∂xᵢ·dxᵢ.
  ///
  /// A nil tangent is zero, and a nil result means that no derivative flows through the node.
  /// Where an operation is linear in an input it is applied to the tangent.
  func pushforward(_ dx: [Tensor?]) -> Tensor? {
    let x = inputs.map { Tensor($0) }
    let y = Tensor(self)
    func tangent(_ k: Int) -> Tensor { dx[k] ?? .zeros(like: x[k]) }
    // swift-format-ignore
    switch op {
    case .input, .feed, .literal, .constant, .iota, .stopGradient: return nil
    case .unary(let f):    return scaled(dx[0], by: derivative(of: f, at: x[0], y))
    case .binary(let f):   return total(zip(differentials(of: f, at: x[0], x[1], y), dx).map(applied))
    case .select:          return Tensor(op, x[0], tangent(1), tangent(2))
    case .cast(let dtype): return dtype.isFloating ? dx[0]?.cast(to: dtype) : nil
    case .broadcast, .reshape, .transpose, .slice, .pad, .reduce(.sum, _):
      return dx[0].map { Tensor(op, $0) }
    case .concatenate:     return Tensor(Node(op, x.indices.map { tangent($0).node }))
    case .reduce(.max, let axes), .reduce(.min, let axes):
      return scaled(dx[0], by: x[0].share(ofExtreme: y, over: axes))?.sum(axes)
    case .matmul:          return total([dx[0].map { Tensor(op, $0, x[1]) }, dx[1].map { Tensor(op, x[0], $0) }])
    case .take:            return dx[0].map { Tensor(op, $0, x[1]) }
    case .scatterAdd:      return dx[1].map { Tensor(op, x[0], $0) }
    case .cholesky:        return dx[0].map { choleskyPushforward(y, $0) }
    case .triangularSolve(let triangle, let transpose):
      let change = dx[0].map { -matmul(transpose ? $0.part(triangle).transposed : $0.part(triangle), y) }
      return total([dx[1], change]).map { Tensor(op, x[0], $0) }
    case .eigendecomposition: return dx[0].map { eigenPushforward(y, $0) }
    case .customDerivative(let n): return customPushforward(n, dx)
    }
  }
}

private func scaled(_ dx: Tensor?, by factor: Tensor?) -> Tensor? {
  if let dx, let factor { dx * factor } else { nil }
}

private func applied(_ differential: ((Tensor) -> Tensor)?, to dx: Tensor?) -> Tensor? {
  dx.flatMap { differential?($0) }
}

/// The sum of the terms that are there; nil when none is.
private func total(_ terms: [Tensor?]) -> Tensor? {
  let terms = terms.compactMap { $0 }
  return terms.first.map { terms.dropFirst().reduce($0, +) }
}
