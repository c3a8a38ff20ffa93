extension Tensor {
  /// The elements on and below diagonal `k` of the last two axes, 0 above: k = 0 is the main
  /// diagonal, k > 0 lies above it.
  public func lowerTriangle(_ k: Int = 0) -> Tensor {
    triangle("lowerTriangle") { row, column in column .<= row + Double(k) }
  }

  /// The elements on and above diagonal `k` of the last two axes, 0 below.
  public func upperTriangle(_ k: Int = 0) -> Tensor {
    triangle("upperTriangle") { row, column in column .>= row + Double(k) }
  }

  private func triangle(_ name: String, _ isInside: (Tensor, Tensor) -> Tensor) -> Tensor {
    require(rank >= 2, "\(name): a tensor of shape \(shape) has no matrices")
    let matrix = Shape(Array(shape.sizes.suffix(2)))
    let mask = isInside(
      .iota(matrix, axis: 0, .float64), .iota(matrix, axis: 1, .float64))
    return DescentCore.select(mask, self, 0)
  }

  /// The elements on the main diagonal of the last two axes.
  public var diagonal: Tensor {
    require(rank >= 2, "diagonal: a tensor of shape \(shape) has no matrices")
    let (m, n) = (shape[rank - 2], shape[rank - 1])
    return DescentCore.select(.isDiagonal(m, n), self, 0).sum([m <= n ? -1 : -2])
  }

  /// Matrices with this tensor's last axis on their diagonals, zeros elsewhere.
  public var diagonalMatrix: Tensor {
    require(rank >= 1, "diagonalMatrix: a scalar has no axis to put on a diagonal")
    let n = shape[rank - 1]
    return DescentCore.select(.isDiagonal(n, n), expanded(at: -1), 0)
  }

  /// True on the main diagonal of an m×n matrix.
  static func isDiagonal(_ m: Int, _ n: Int) -> Tensor {
    .iota([m, n], axis: 0) .== .iota([m, n], axis: 1)
  }
}
