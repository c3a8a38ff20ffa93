extension Tensor {
  /// The same elements repeated along new axes and axes of size 1, by NumPy's rule.
  public func broadcast(to shape: Shape) -> Tensor {
    shape == self.shape ? self : Tensor(.broadcast(shape), self)
  }

  /// The same elements in row-major order under another shape of the same size.
  public func reshaped(_ shape: Shape) -> Tensor {
    shape == self.shape ? self : Tensor(.reshape(shape), self)
  }

  /// All elements as a vector.
  public var flattened: Tensor { reshaped([shape.count]) }

  /// A new axis of size 1 at `axis`.
  public func expanded(at axis: Int) -> Tensor {
    var sizes = shape.sizes
    sizes.insert(1, at: resolve(axis, rank: rank + 1, "expanded"))
    return reshaped(Shape(sizes))
  }

  /// Axis k of the result is axis `permutation[k]` of this tensor.
  public func transposed(_ permutation: [Int]) -> Tensor {
    permutation == Array(0..<rank) ? self : Tensor(.transpose(permutation: permutation), self)
  }

  /// The last two axes exchanged.
  public var transposed: Tensor {
    require(rank >= 2, "transposed: a tensor of shape \(shape) has no two axes to exchange")
    return transposed(Array(0..<rank - 2) + [rank - 1, rank - 2])
  }

  /// The entries `range` along `axis`.
  public func slice(_ range: Range<Int>, axis: Int = 0) -> Tensor {
    let axis = resolve(axis, rank: rank, "slice")
    var (starts, sizes) = ([Int](repeating: 0, count: rank), shape.sizes)
    (starts[axis], sizes[axis]) = (range.lowerBound, range.count)
    return Shape(sizes) == shape ? self : Tensor(.slice(starts: starts, sizes: sizes), self)
  }

  /// Zeros around this tensor: `before[k]` of them before axis k, the rest of `shape` after it.
  public func padded(before: [Int], to shape: Shape) -> Tensor {
    shape == self.shape ? self : Tensor(.pad(before: before, shape), self)
  }

  /// The tensors one after the other along `axis`.
  public static func concatenate(_ tensors: [Tensor], axis: Int = 0) -> Tensor {
    require(!tensors.isEmpty, "concatenate: got no tensors")
    if tensors.count == 1 { return tensors[0] }
    let axis = resolve(axis, rank: tensors[0].rank, "concatenate")
    return Tensor(Node(.concatenate(axis: axis), tensors.map(\.node)))
  }

  /// Tensors of one shape side by side along a new axis.
  public static func stack(_ tensors: [Tensor], axis: Int = 0) -> Tensor {
    require(!tensors.isEmpty, "stack: got no tensors")
    let axis = resolve(axis, rank: tensors[0].rank + 1, "stack")
    return .concatenate(tensors.map { $0.expanded(at: axis) }, axis: axis)
  }
}
