extension Tensor {
  /// Rows (entries along axis 0) at `indices`, a vector of `int32`; NaN outside the table.
  public func take(_ indices: Tensor) -> Tensor { Tensor(.take, self, indices) }

  /// The entries along `axis` at `indices`, `int32` of any shape, which takes the place of the axis.
  /// NaN where an index lies outside.
  public func gather(_ indices: Tensor, axis: Int = 0) -> Tensor {
    let axis = resolve(axis, rank: rank, "gather")
    let others = (0..<rank).filter { $0 != axis }
    let rows = transposed([axis] + others).take(indices.flattened)
    let picked = rows.reshaped(Shape(indices.shape.sizes + others.map { shape[$0] }))
    let (count, before) = (indices.rank, axis)
    let order =
      Array(count..<count + before) + Array(0..<count) + Array(count + before..<picked.rank)
    return picked.transposed(order)
  }

  /// This tensor with `updates[k]` added to its entry `indices[k]` along axis 0; indices outside
  /// are passed over, and those that occur twice add up.
  public func scatterAdd(_ updates: Tensor, at indices: Tensor) -> Tensor {
    require(rank > 0, "scatterAdd: a scalar has no entries along axis 0")
    return self + Tensor(.scatterAdd(rows: shape[0]), indices, updates.cast(to: dtype))
  }
}

/// 1 where the last axis's position equals the class, else 0; `classes` is `int32` of any shape.
public func oneHot(_ classes: Tensor, count: Int, _ dtype: DType = .float32) -> Tensor {
  let shape = Shape(classes.shape.sizes + [count])
  return (Tensor.iota(shape) .== classes.expanded(at: -1)).cast(to: dtype)
}
