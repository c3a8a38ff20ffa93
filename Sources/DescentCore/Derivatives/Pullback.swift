extension Node {
  /// The vector–Jacobian products of this node: given ∂L/∂y, one ∂L/∂xᵢ per input, each of the
  /// input's shape; nil means that no derivative flows to that input.
  ///
  /// Results are tensors again, so derivatives of derivatives need nothing more.
  func pullback(_ dy: Tensor) -> [Tensor?] {
    let x = inputs.map { Tensor($0) }
    let y = Tensor(self)
    // swift-format-ignore
    switch op {
    case .input, .feed, .literal, .constant, .iota, .stopGradient: return [nil]
    case .unary(let f):     return [derivative(of: f, at: x[0], y).map { dy * $0 }]
    case .binary(let f):    return differentials(of: f, at: x[0], x[1], y).map { $0?(dy) }
    case .select:           return [nil, select(x[0], dy, 0), select(x[0], 0, dy)]
    case .cast(let dtype):
      return [dtype.isFloating && x[0].dtype.isFloating ? dy.cast(to: x[0].dtype) : nil]
    case .broadcast:        return [dy.summed(to: x[0].shape)]
    case .reshape:          return [dy.reshaped(x[0].shape)]
    case .transpose(let p): return [dy.transposed(p.indices.map { p.firstIndex(of: $0)! })]
    case .slice(let starts, _): return [dy.padded(before: starts, to: x[0].shape)]
    case .pad(let before, _):   return [Tensor(.slice(starts: before, sizes: x[0].shape.sizes), dy)]
    case .concatenate(let axis): return dy.split(like: x, axis: axis)
    case .reduce(.sum, let axes): return [dy.restored(axes, of: x[0])]
    case .reduce(.max, let axes), .reduce(.min, let axes):
      return [dy.restored(axes, of: x[0]) * x[0].share(ofExtreme: y, over: axes)]
    case .matmul(let left, let right):
      return [
        left  ? product(x[1], right, dy, true) : product(dy, false, x[1], !right),
        right ? product(dy, true, x[0], left)  : product(x[0], !left, dy, false),
      ]
    case .take:             return [Tensor(.scatterAdd(rows: x[0].shape[0]), x[1], dy), nil]
    case .scatterAdd:       return [nil, dy.rows(x[0])]
    case .cholesky:         return [choleskyPullback(y, dy)]
    case .triangularSolve(let triangle, let transpose):
      return triangularSolvePullback(triangle, transpose, x[0], y, dy)
    case .eigendecomposition: return [eigenPullback(y, dy)]
    case .customDerivative(let n): return customPullback(n, dy)
    }
  }
}

/// The matrix product of a and b, each transposed if so flagged.
private func product(_ a: Tensor, _ left: Bool, _ b: Tensor, _ right: Bool) -> Tensor {
  Tensor(.matmul(transposeLeft: left, transposeRight: right), a, b)
}

extension Tensor {
  /// The transpose of broadcasting from `shape`: the sum over every axis that was repeated.
  fileprivate func summed(to shape: Shape) -> Tensor {
    let added = rank - shape.rank
    let repeated = (0..<rank).filter {
      $0 < added || (shape[$0 - added] == 1 && self.shape[$0] != 1)
    }
    return sum(repeated).reshaped(shape)
  }

  /// The transpose of summing `x` over `axes`: each element repeated along them.
  func restored(_ axes: [Int], of x: Tensor) -> Tensor {
    reshaped(x.shape.keeping(axes)).broadcast(to: x.shape)
  }

  /// Rows at `indices`; 0 outside the table, since `scatterAdd` adds such rows nowhere.
  fileprivate func rows(_ indices: Tensor) -> Tensor {
    let isRow = (indices .>= 0) .& (indices .< Double(shape[0]))
    let ones = [Int](repeating: 1, count: rank - 1)
    return select(isRow.reshaped(Shape(indices.shape.sizes + ones)), take(indices), 0.0)
  }

  fileprivate func split(like parts: [Tensor], axis: Int) -> [Tensor?] {
    var start = 0
    return parts.map { part in
      defer { start += part.shape[axis] }
      return slice(start..<start + part.shape[axis], axis: axis)
    }
  }
}
