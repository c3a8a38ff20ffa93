/// The results of `f` for every entry of `x` along `axis`, as one program without a loop.
///
///     map(over: x) { f($0) } = [f(x[0]), f(x[1]), ...]
///
/// The closure is called once and sees one entry; every operation in it that depends on the entry
/// becomes one operation on all of them. What it captures is shared between the entries.
///
///     // The gradient of each example's loss: shape [examples] + the shape of w.
///     map(over: examples) { example in gradient(of: { w in loss(w, example) }, at: w) }
///
/// - Parameter x: A tensor of rank 1 or more; entries have its shape without `axis`.
/// - Parameter axis: A negative axis counts from the end.
/// - Returns: The results along a new axis 0.
/// - Precondition: `x` has an axis `axis`, and it is not empty.
public func map(over x: Tensor, axis: Int = 0, _ f: (Tensor) -> Tensor) -> Tensor {
  map(over: [x], axis: axis) { [f($0[0])] }[0]
}

/// The results of `f` for the entries of `x` and `y` along `axis`, taken in pairs.
///
/// - Precondition: Both have as many entries, and at least one.
public func map(
  over x: Tensor, _ y: Tensor, axis: Int = 0, _ f: (Tensor, Tensor) -> Tensor
) -> Tensor {
  map(over: [x, y], axis: axis) { [f($0[0], $0[1])] }[0]
}

/// The results of `f` for the entries of several tensors along `axis`, taken together.
///
/// - Returns: Each of the results of `f` along a new axis 0.
/// - Precondition: All have as many entries along `axis`, and at least one.
public func map(
  over x: [Tensor], axis: Int = 0, _ f: ([Tensor]) -> [Tensor]
) -> [Tensor] {
  require(!x.isEmpty, "map: got no tensors")
  let batches = x.map { $0.movedToFront(resolve(axis, rank: $0.rank, "map")) }
  let count = batches[0].shape[0]
  require(
    count > 0 && batches.allSatisfy { $0.shape[0] == count },
    "map: shapes \(x.map(\.shape.description).joined(separator: " and ")) differ or are empty "
      + "along axis \(axis)")
  // The closure is traced on the first entry, and what it traced is then batched.
  let variables = batches.map { batch in
    batch.slice(0..<1).reshaped(Shape(Array(batch.shape.sizes.dropFirst()))).asVariable
  }
  let results = f(variables)
  let batched = carried(batches, from: variables, to: results) { $0.batched($1, count: count) }
  return zip(results, batched).map { $1 ?? $0.repeated(count) }
}

extension Tensor {
  fileprivate func movedToFront(_ axis: Int) -> Tensor {
    transposed([axis] + (0..<rank).filter { $0 != axis })
  }

  /// `count` copies along a new axis 0.
  func repeated(_ count: Int) -> Tensor { broadcast(to: Shape([count] + shape.sizes)) }
}
