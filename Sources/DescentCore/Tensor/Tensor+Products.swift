/// The matrix product over the last two axes.
///
/// Shapes `[..., m, k]` and `[..., k, n]` give `[..., m, n]`; leading axes broadcast. A vector on
/// either side is a single row or column, which the result does not have.
public func matmul(_ a: Tensor, _ b: Tensor) -> Tensor {
  let (a, b) = Tensor.matchTypes(a, b)
  require(a.dtype.isFloating, "matmul: needs floating-point matrices, got \(a.dtype)")
  if a.rank == 1 {
    let product = matmul(a.expanded(at: 0), b)
    return product.reshaped(product.shape.removing([product.rank - (b.rank == 1 ? 1 : 2)]))
  }
  if b.rank == 1 {
    let product = matmul(a, b.expanded(at: 1))
    return product.reshaped(product.shape.removing([product.rank - 1]))
  }
  guard let (left, right) = Tensor.matchBatches(a, b) else {
    return Tensor(.matmul(transposeLeft: false, transposeRight: false), a, b)  // traps
  }
  // A shared right matrix turns a batch of products into one product of all rows.
  if b.rank == 2 && a.rank > 2 {
    let rows = matmul(a.reshaped([a.shape.count / a.shape[a.rank - 1], a.shape[a.rank - 1]]), b)
    return rows.reshaped(Shape(a.shape.sizes.dropLast() + [b.shape[1]]))
  }
  return Tensor(.matmul(transposeLeft: false, transposeRight: false), left, right)
}

/// The inner product of two vectors.
public func dot(_ a: Tensor, _ b: Tensor) -> Tensor { (a * b).sum() }

extension Tensor {
  /// Two batches of matrices, their leading axes broadcast to one shape; nil where these do not fit.
  static func matchBatches(_ a: Tensor, _ b: Tensor) -> (Tensor, Tensor)? {
    let leading = [a, b].map { Shape($0.shape.sizes.dropLast(2)) }
    guard let batch = leading[0].broadcast(with: leading[1]) else { return nil }
    return (
      a.broadcast(to: Shape(batch.sizes + a.shape.sizes.suffix(2))),
      b.broadcast(to: Shape(batch.sizes + b.shape.sizes.suffix(2)))
    )
  }
}
