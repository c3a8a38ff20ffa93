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

  /// The position of the largest element along `axis`, the first of equals; type `int32`. Where
  /// there is a NaN, that of the first NaN.
  public func argmax(axis: Int = -1) -> Tensor {
    let axis = resolve(axis, rank: rank, "argmax")
    return position(where: self .== max([axis], keepingAxes: true), axis)
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

/// log Σ exp(x) along `axis`, without overflow.
public func logSumExp(_ x: Tensor, axis: Int = -1, keepingAxes: Bool = false) -> Tensor {
  let shift = x.largest(axis)
  let result = log(exp(x - shift).sum([axis], keepingAxes: true)) + shift
  return keepingAxes
    ? result : result.reshaped(x.shape.removing([resolve(axis, rank: x.rank, "logSumExp")]))
}

/// x - log Σ exp(x) along `axis`, to full precision however large x is.
public func logSoftmax(_ x: Tensor, axis: Int = -1) -> Tensor {
  let shifted = x - x.largest(axis)
  return shifted - log(exp(shifted).sum([axis], keepingAxes: true))
}

extension Tensor {
  /// The largest element along `axis`, which keeps size 1: a constant to shift exponents by. 0
  /// where every element is -∞ or one is +∞: shifting by that would give NaN.
  package func largest(_ axis: Int) -> Tensor {
    let largest = max([axis], keepingAxes: true).stopGradient()
    return DescentCore.select(isFinite(largest), largest, 0)
  }
}

/// exp(x) / Σ exp(x) along `axis`.
public func softmax(_ x: Tensor, axis: Int = -1) -> Tensor {
  let shifted = exp(x - x.max([axis], keepingAxes: true).stopGradient())
  return shifted / shifted.sum([axis], keepingAxes: true)
}

/// 1 where the last axis's position equals the class, else 0; `classes` is `int32` of any shape.
public func oneHot(_ classes: Tensor, count: Int, _ dtype: DType = .float32) -> Tensor {
  let shape = Shape(classes.shape.sizes + [count])
  return (Tensor.iota(shape) .== classes.expanded(at: -1)).cast(to: dtype)
}
