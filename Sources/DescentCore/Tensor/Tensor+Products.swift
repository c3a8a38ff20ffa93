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
  let batch = Shape(a.shape.sizes.dropLast(2)).broadcast(with: Shape(b.shape.sizes.dropLast(2)))
  guard let batch else {
    return Tensor(.matmul(transposeLeft: false, transposeRight: false), a, b)  // traps
  }
  // A shared right matrix turns a batch of products into one product of all rows.
  if b.rank == 2 && a.rank > 2 {
    let rows = matmul(a.reshaped([a.shape.count / a.shape[a.rank - 1], a.shape[a.rank - 1]]), b)
    return rows.reshaped(Shape(a.shape.sizes.dropLast() + [b.shape[1]]))
  }
  let left = a.broadcast(to: Shape(batch.sizes + a.shape.sizes.suffix(2)))
  let right = b.broadcast(to: Shape(batch.sizes + b.shape.sizes.suffix(2)))
  return Tensor(.matmul(transposeLeft: false, transposeRight: false), left, right)
}

/// The inner product of two vectors.
public func dot(_ a: Tensor, _ b: Tensor) -> Tensor { (a * b).sum() }
