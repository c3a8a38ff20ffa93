extension Tensor {
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

  /// The mean squared distance from the mean over `axes` (all when nil), divided by
  /// count − `correction`: 0 for the variance of these numbers, 1 to estimate that of what they
  /// are a sample of.
  public func variance(
    _ axes: [Int]? = nil, correction: Int = 0, keepingAxes: Bool = false
  ) -> Tensor {
    let x = dtype.isFloating ? self : cast(to: .float64)
    let squares = square(x - x.mean(axes, keepingAxes: true))
    let sum = squares.sum(axes, keepingAxes: keepingAxes)
    let degrees = shape.count / Swift.max(sum.shape.count, 1) - correction
    require(degrees > 0, "variance: \(degrees + correction) elements less \(correction)")
    return sum / Double(degrees)
  }

  /// The root of the variance. Its derivatives where all elements are equal are 0, a subgradient.
  public func standardDeviation(
    _ axes: [Int]? = nil, correction: Int = 0, keepingAxes: Bool = false
  ) -> Tensor {
    variance(axes, correction: correction, keepingAxes: keepingAxes).powerOrZero(0.5)
  }

  /// xʸ, whose derivatives at 0 are 0: infinite ones, times zeros, would be NaN.
  fileprivate func powerOrZero(_ y: Double) -> Tensor {
    let isZero = self .== 0
    return DescentCore.select(isZero, 0, pow(DescentCore.select(isZero, 1, self), y))
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

/// The norm of order p over `axes` (all when nil).
///
///     (Σ|xᵢ|ᵖ)^(1/p); Σ|xᵢ| for p = 1, √Σxᵢ² for p = 2, max |xᵢ| for p = ∞
///
/// Its derivatives at 0 are 0, a subgradient; for other orders than these three so are those with
/// respect to any element that is 0.
///
/// - Precondition: p ≥ 1.
public func norm(
  _ x: Tensor, _ axes: [Int]? = nil, order p: Double = 2, keepingAxes: Bool = false
) -> Tensor {
  require(p >= 1, "norm: the order must be at least 1, got \(p)")
  switch p {
  case 1: return abs(x).sum(axes, keepingAxes: keepingAxes)
  case 2: return square(x).sum(axes, keepingAxes: keepingAxes).powerOrZero(0.5)
  case .infinity: return abs(x).max(axes, keepingAxes: keepingAxes)
  default:
    return abs(x).powerOrZero(p).sum(axes, keepingAxes: keepingAxes).powerOrZero(1 / p)
  }
}
