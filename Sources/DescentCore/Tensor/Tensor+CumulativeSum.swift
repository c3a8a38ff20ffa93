extension Tensor {
  /// The sums of the first 1, 2, … elements along `axis`: yₖ = x₀ + … + xₖ.
  public func cumulativeSum(axis: Int = -1) -> Tensor {
    let axis = resolve(axis, rank: rank, "cumulativeSum")
    var sums = self
    var reach = 1  // each element is the sum of so many
    while reach < shape[axis] {
      var before = [Int](repeating: 0, count: rank)
      before[axis] = reach
      sums += sums.slice(0..<shape[axis] - reach, axis: axis).padded(before: before, to: shape)
      reach *= 2
    }
    return sums
  }
}
