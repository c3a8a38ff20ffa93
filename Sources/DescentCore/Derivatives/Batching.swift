extension Node {
  /// This operation for `count` sets of inputs at once, along a new axis 0 of the result.
  ///
  /// - Parameter batches: For each input all its values along a new axis 0; nil for an input that
  ///   is the same in every set. At least one is not nil.
  func batched(_ batches: [Tensor?], count n: Int) -> Tensor {
    let x = inputs.map { Tensor($0) }
    func all(_ k: Int) -> Tensor { batches[k] ?? x[k].repeated(n) }
    func behind(_ axes: [Int]) -> [Int] { axes.map { $0 + 1 } }
    func batch(_ shape: Shape) -> Shape { Shape([n] + shape.sizes) }
    // swift-format-ignore
    switch op {
    case .input, .feed, .literal, .constant, .iota: return Tensor(self).repeated(n)
    case .unary, .binary, .select, .cast, .stopGradient:
      return Tensor(Node(op, x.indices.map { all($0).node }))
    case .broadcast(let shape): return all(0).aligned(shape.rank + 1).broadcast(to: batch(shape))
    case .reshape(let shape):   return all(0).reshaped(batch(shape))
    case .transpose(let p):     return all(0).transposed([0] + behind(p))
    case .slice(let starts, let sizes):
      return Tensor(.slice(starts: [0] + starts, sizes: [n] + sizes), all(0))
    case .pad(let before, let shape): return all(0).padded(before: [0] + before, to: batch(shape))
    case .concatenate(let axis):  return .concatenate(x.indices.map(all), axis: axis + 1)
    case .reduce(let f, let axes): return Tensor(.reduce(f, axes: behind(axes)), all(0))
    case .matmul(let left, let right):
      return sharedProduct(batches, x, left, right) ?? Tensor(op, all(0), all(1))
    case .take:
      guard batches[0] != nil else { return x[0].take(all(1).flattened).reshaped(batch(shape)) }
      return all(0).joined.take(all(1).rows(of: x[0].shape[0])).reshaped(batch(shape))
    case .scatterAdd(let rows):
      let table = Tensor(.scatterAdd(rows: n * rows), all(0).rows(of: rows), all(1).joined)
      return table.reshaped(batch(shape))
    case .cholesky, .eigendecomposition: return Tensor(op, all(0))
    case .triangularSolve:  return sharedSolution(op, batches, x) ?? Tensor(op, all(0), all(1))
    case .customDerivative(let variables):
      return batchedCustomDerivative(variables, batches, x.indices.map(all))
    }
  }
}

/// The products of a batch of matrices with one matrix as a single product of all their rows; nil
/// where both sides differ in every set, or where there are batches already.
private func sharedProduct(
  _ batches: [Tensor?], _ x: [Tensor], _ left: Bool, _ right: Bool
) -> Tensor? {
  guard x[0].rank == 2 else { return nil }
  switch (batches[0], batches[1]) {
  case (let a?, nil):
    let a = left ? a.lastAxesExchanged : a
    let product = Tensor(.matmul(transposeLeft: false, transposeRight: right), a.joined, x[1])
    return product.reshaped(Shape(a.shape.sizes.dropLast() + [product.shape[1]]))
  case (nil, let b?):  // A·Bᵢ = (Bᵢᵀ·Aᵀ)ᵀ
    let b = right ? b : b.lastAxesExchanged
    let product = Tensor(.matmul(transposeLeft: false, transposeRight: !left), b.joined, x[0])
    return product.reshaped(Shape(b.shape.sizes.dropLast() + [product.shape[1]])).lastAxesExchanged
  default: return nil
  }
}

/// The solutions of a triangular system for a batch of right sides as those for all their columns;
/// nil where the triangle differs from set to set, or where there are batches already.
private func sharedSolution(_ op: Op, _ batches: [Tensor?], _ x: [Tensor]) -> Tensor? {
  guard x[0].rank == 2, batches[0] == nil, let b = batches[1] else { return nil }
  let columns = b.transposed([1, 0, 2])
  let solution = Tensor(op, x[0], columns.reshaped([b.shape[1], b.shape[0] * b.shape[2]]))
  return solution.reshaped(columns.shape).transposed([1, 0, 2])
}

extension Tensor {
  /// The rank raised to `rank` by axes of size 1 behind axis 0.
  fileprivate func aligned(_ rank: Int) -> Tensor {
    let ones = [Int](repeating: 1, count: rank - self.rank)
    return reshaped(Shape([shape[0]] + ones + shape.sizes.dropFirst()))
  }

  /// Axes 0 and 1 as one.
  fileprivate var joined: Tensor {
    reshaped(Shape([shape[0] * shape[1]] + shape.sizes.dropFirst(2)))
  }

  /// The transpose of each matrix, without moving anything when it is a single row or column.
  fileprivate var lastAxesExchanged: Tensor {
    let (rows, columns) = (shape[rank - 2], shape[rank - 1])
    return rows == 1 || columns == 1
      ? reshaped(Shape(shape.sizes.dropLast(2) + [columns, rows])) : transposed
  }

  /// Indices into one of several tables of `count` rows, set by set, as indices into the rows of
  /// all tables; -1, which is no row, for those outside their table.
  fileprivate func rows(of count: Int) -> Tensor {
    let isRow = (self .>= 0) .& (self .< Double(count))
    let start = Tensor.iota(shape, axis: 0) * Double(count)
    return select(isRow, self + start, -1.0).flattened
  }
}
