/// The Jacobian of f at x.
///
///     J[i..., j...] = ∂f(x)[i...] / ∂x[j...]
///
/// All products with unit vectors are one batched program, in forward mode if x has no more
/// elements than f(x), else in reverse mode.
///
/// - Parameter f: A function of any shape; called once.
/// - Returns: J, of the shape of f(x) followed by that of x.
/// - Precondition: x and f(x) are floating-point.
public func jacobian(of f: (Tensor) -> Tensor, at x: Tensor) -> Tensor {
  requireFloating([x], "jacobian", "variable")
  let variable = x.asVariable
  let y = f(variable)
  requireFloating([y], "jacobian", "result")
  let shape = Shape(y.shape.sizes + x.shape.sizes)
  if x.shape.count <= y.shape.count {
    let columns = map(over: unitVectors(like: x)) { v in
      pushforward(of: [y], withRespectTo: [variable], along: [v])[0]
    }
    return columns.transposed(Array(1..<columns.rank) + [0]).reshaped(shape)
  }
  let rows = map(over: unitVectors(like: y)) { w in
    pullback(of: [y], [w], withRespectTo: [variable])[0]
  }
  return rows.reshaped(shape)
}

/// The Hessian of f at x.
///
///     H[i..., j...] = ∂²f(x) / ∂x[i...] ∂x[j...]
///
/// Forward over reverse, in one batched program.
///
/// - Parameter f: A function with a scalar result (shape `[]`); called once.
/// - Returns: H, of the shape of x twice over.
/// - Precondition: The result of `f` is a floating-point scalar.
public func hessian(of f: (Tensor) -> Tensor, at x: Tensor) -> Tensor {
  jacobian(of: { gradient(of: f, at: $0) }, at: x)
}

/// Along axis 0, tensors of the shape and type of `x` that are 1 at one element and 0 elsewhere.
private func unitVectors(like x: Tensor) -> Tensor {
  let n = x.shape.count
  return Tensor.isDiagonal(n, n).cast(to: x.dtype).reshaped(Shape([n] + x.shape.sizes))
}
