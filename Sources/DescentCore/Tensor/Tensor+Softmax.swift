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
