extension Tensor {
  /// The position of the largest element along `axis`, the first of equals; type `int32`. Where
  /// there is a NaN, that of the first NaN.
  public func argmax(axis: Int = -1) -> Tensor {
    let axis = resolve(axis, rank: rank, "argmax")
    return position(where: self .== max([axis], keepingAxes: true), axis)
  }

  /// The position of the smallest element along `axis`, the first of equals; type `int32`. Where
  /// there is a NaN, that of the first NaN.
  public func argmin(axis: Int = -1) -> Tensor {
    let axis = resolve(axis, rank: rank, "argmin")
    return position(where: self .== min([axis], keepingAxes: true), axis)
  }

  /// The first position along `axis` at which `found` holds or this tensor is NaN.
  func position(where found: Tensor, _ axis: Int) -> Tensor {
    let position = Tensor.iota(shape, axis: axis)
    let last = Tensor.filled(Double(shape[axis] - 1), like: position)
    let isWanted = dtype.isFloating ? found .| (self .!= self) : found
    return DescentCore.select(isWanted, position, last).min([axis])
  }

  /// The `count` largest elements along the last axis, largest first, and their positions there.
  ///
  /// Takes `count` passes over the elements: meant for few. Derivatives flow to what was chosen.
  public func topK(_ count: Int) -> (values: Tensor, positions: Tensor) {
    require(
      rank > 0 && dtype.isFloating && (1...Swift.max(shape[rank - 1], 1)).contains(count),
      "topK: cannot take \(count) of \(dtype)\(shape)")
    var left = self
    var isTaken = self .< -Double.infinity  // nowhere
    var (values, positions): ([Tensor], [Tensor]) = ([], [])
    for _ in 0..<count {
      let isLargest = left .== left.max([-1], keepingAxes: true)
      let best = left.position(where: isLargest .& not(isTaken), rank - 1)
      let isBest = Tensor.iota(shape) .== best.expanded(at: -1)
      values.append(DescentCore.select(isBest, self, 0).sum([-1]))
      positions.append(best)
      isTaken = (isTaken .| isBest)
      left = DescentCore.select(isTaken, -Double.infinity, self)
    }
    return (.stack(values, axis: -1), .stack(positions, axis: -1))
  }
}
