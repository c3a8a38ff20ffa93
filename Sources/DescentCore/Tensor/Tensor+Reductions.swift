extension Tensor {
  /// The sum over `axes` (all when nil); that of bytes or truth values is of type `int32`.
  public func sum(_ axes: [Int]? = nil, keepingAxes: Bool = false) -> Tensor {
    reduced(.sum, axes, keepingAxes)
  }

  /// The largest element over `axes` (all when nil).
  public func max(_ axes: [Int]? = nil, keepingAxes: Bool = false) -> Tensor {
    reduced(.max, axes, keepingAxes)
  }

  /// The smallest element over `axes` (all when nil).
  public func min(_ axes: [Int]? = nil, keepingAxes: Bool = false) -> Tensor {
    reduced(.min, axes, keepingAxes)
  }

  /// The mean over `axes` (all when nil); that of whole numbers is of type `float64`.
  public func mean(_ axes: [Int]? = nil, keepingAxes: Bool = false) -> Tensor {
    if !dtype.isFloating { return cast(to: .float64).mean(axes, keepingAxes: keepingAxes) }
    let sum = sum(axes, keepingAxes: keepingAxes)
    return sum * (Double(sum.shape.count) / Double(shape.count))
  }

  /// The product over `axes` (all when nil).
  ///
  /// A tree of pairwise products, so that derivatives of every order are exact where factors are 0.
  public func product(_ axes: [Int]? = nil, keepingAxes: Bool = false) -> Tensor {
    let axes = (axes ?? Array(0..<rank)).map { resolve($0, rank: rank, "product") }.sorted()
    let kept = (0..<rank).filter { !axes.contains($0) }
    let outer = Shape(kept.map { shape[$0] })
    var factors = transposed(kept + axes)
      .reshaped(Shape(outer.sizes + [axes.map { shape[$0] }.reduce(1, *)]))
    let last = outer.rank
    while factors.shape[last] > 1 {
      let (count, half) = (factors.shape[last], factors.shape[last] / 2)
      let pairs = factors.slice(0..<half, axis: last) * factors.slice(half..<2 * half, axis: last)
      let rest = count % 2 == 0 ? [] : [factors.slice(count - 1..<count, axis: last)]
      factors = .concatenate([pairs] + rest, axis: last)
    }
    return factors.reshaped(keepingAxes ? shape.keeping(axes) : outer)
  }

  private func reduced(_ f: Reduction, _ axes: [Int]?, _ keepingAxes: Bool) -> Tensor {
    let axes = (axes ?? Array(0..<rank)).map { resolve($0, rank: rank, f.rawValue) }.sorted()
    guard dtype.isFloating else {  // exact: the kernels reduce floating-point numbers only
      let result = cast(to: .float64).reduced(f, axes, keepingAxes)
      return result.cast(to: f == .sum ? dtype.promoted(with: .int32) : dtype)
    }
    if axes.isEmpty { return self }
    let result = Tensor(.reduce(f, axes: axes), self)
    return keepingAxes ? result.reshaped(shape.keeping(axes)) : result
  }
}
