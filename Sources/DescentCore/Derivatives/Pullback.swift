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
    case .input, .literal, .constant, .iota, .stopGradient: return [nil]
    case .unary(let f):     return [derivative(of: f, at: x[0], y).map { dy * $0 }]
    case .binary(let f):    return pullbacks(of: f, dy, x[0], x[1], y)
    case .select:           return [nil, select(x[0], dy, 0), select(x[0], 0, dy)]
    case .cast(let dtype):  return [dtype.isFloating && x[0].dtype.isFloating ? dy.cast(to: x[0].dtype) : nil]
    case .broadcast:        return [dy.summed(to: x[0].shape)]
    case .reshape:          return [dy.reshaped(x[0].shape)]
    case .transpose(let p): return [dy.transposed(p.indices.map { p.firstIndex(of: $0)! })]
    case .slice(let starts, _): return [dy.padded(before: starts, to: x[0].shape)]
    case .pad(let before, _):   return [Tensor(.slice(starts: before, sizes: x[0].shape.sizes), dy)]
    case .concatenate(let axis): return dy.split(like: x, axis: axis)
    case .reduce(.sum, let axes): return [dy.restored(axes, of: x[0])]
    case .reduce(.max, let axes), .reduce(.min, let axes):
      let isExtreme = (x[0] .== y.restored(axes, of: x[0])).cast(to: dy.dtype)
      return [dy.restored(axes, of: x[0]) * isExtreme / isExtreme.sum(axes).restored(axes, of: x[0])]
    case .matmul(let left, let right):
      return [
        left  ? product(x[1], right, dy, true) : product(dy, false, x[1], !right),
        right ? product(dy, true, x[0], left)  : product(x[0], !left, dy, false),
      ]
    case .take:             return [Tensor(.scatterAdd(rows: x[0].shape[0]), x[1], dy), nil]
    case .scatterAdd:       return [nil, dy.take(x[0])]
    }
  }
}

/// dy/dx at x, where y = f(x); nil where it is zero almost everywhere.
private func derivative(of f: Unary, at x: Tensor, _ y: Tensor) -> Tensor? {
  // swift-format-ignore
  switch f {
  case .sign, .floor, .ceil, .round, .isFinite, .not: return nil
  case .negate:     return Tensor.filled(-1, like: x)
  case .abs:        return sign(x)
  case .square:     return 2 * x
  case .sqrt:       return 0.5 / y
  case .rsqrt:      return -0.5 * y / x
  case .reciprocal: return -square(y)
  case .relu:       return (y .> 0).cast(to: x.dtype)
  case .exp:        return y
  case .expm1:      return y + 1
  case .log:        return 1 / x
  case .log1p:      return 1 / (1 + x)
  case .sin:        return cos(x)
  case .cos:        return -sin(x)
  case .tan:        return 1 + square(y)
  case .asin:       return rsqrt(1 - square(x))
  case .acos:       return -rsqrt(1 - square(x))
  case .atan:       return 1 / (1 + square(x))
  case .sinh:       return cosh(x)
  case .cosh:       return sinh(x)
  case .tanh:       return 1 - square(y)
  case .asinh:      return rsqrt(1 + square(x))
  case .acosh:      return rsqrt(square(x) - 1)
  case .atanh:      return 1 / (1 - square(x))
  case .sigmoid:    return y * (1 - y)
  case .softplus:   return sigmoid(x)
  case .erf:        return 1.1283791670955126 * exp(-square(x))  // 2/√π
  }
}

/// The vector–Jacobian products of y = f(a, b).
private func pullbacks(of f: Binary, _ dy: Tensor, _ a: Tensor, _ b: Tensor, _ y: Tensor)
  -> [Tensor?]
{
  // swift-format-ignore
  switch f {
  case .add:      return [dy, dy]
  case .subtract: return [dy, -dy]
  case .multiply: return [dy * b, dy * a]
  case .divide:   return [dy / b, -dy * y / b]
  case .power:  // 0⁰ = 1 is constant in a; 0ᵇ is constant in b
    // The inner choices keep the branch that is not taken finite, and so its own derivatives.
    return [
      dy * select(b .== 0, 0, b * pow(a, select(b .== 0, 1, b - 1))),
      dy * select(a .== 0, 0, y * log(select(a .== 0, 1, a))),
    ]
  case .minimum:  return [dy * a.share(below: b), dy * b.share(below: a)]
  case .maximum:  return [dy * b.share(below: a), dy * a.share(below: b)]
  case .less, .lessEqual, .equal, .notEqual, .and, .or: return [nil, nil]
  }
}

/// The matrix product of a and b, each transposed if so flagged.
private func product(_ a: Tensor, _ left: Bool, _ b: Tensor, _ right: Bool) -> Tensor {
  Tensor(.matmul(transposeLeft: left, transposeRight: right), a, b)
}

extension Tensor {
  /// 1 where this is less than `other`, ½ where they are equal (ties are shared), else 0.
  fileprivate func share(below other: Tensor) -> Tensor {
    (self .< other).cast(to: dtype) + 0.5 * (self .== other).cast(to: dtype)
  }

  /// The transpose of broadcasting from `shape`: the sum over every axis that was repeated.
  fileprivate func summed(to shape: Shape) -> Tensor {
    let added = rank - shape.rank
    let repeated = (0..<rank).filter {
      $0 < added || (shape[$0 - added] == 1 && self.shape[$0] != 1)
    }
    return sum(repeated).reshaped(shape)
  }

  /// The transpose of summing `x` over `axes`.
  fileprivate func restored(_ axes: [Int], of x: Tensor) -> Tensor {
    reshaped(x.shape.keeping(axes)).broadcast(to: x.shape)
  }

  fileprivate func split(like parts: [Tensor], axis: Int) -> [Tensor?] {
    var start = 0
    return parts.map { part in
      defer { start += part.shape[axis] }
      return slice(start..<start + part.shape[axis], axis: axis)
    }
  }
}
