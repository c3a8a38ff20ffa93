// Operations of formulas that look at whole vectors and matrices.

extension Formula {
  /// Lists nest to this rank.
  private static let highestRank = 8

  static func dot(_ a: Tensor, _ b: Tensor) throws(Misfit) -> Tensor {
    guard a.shape == b.shape, a.rank < 2 else {
      throw Misfit(expected: "two vectors of one length in 'dot'", found: list([a, b]))
    }
    return DescentCore.dot(a, b)
  }

  /// All axes in reverse, as in NumPy; a vector stays one.
  static func transposed(_ x: Tensor) -> Tensor { x.transposed(Array((0..<x.rank).reversed())) }

  static func matrixProduct(_ a: Tensor, _ b: Tensor) throws(Misfit) -> Tensor {
    let batch = Shape(a.shape.sizes.dropLast(2)).broadcast(with: Shape(b.shape.sizes.dropLast(2)))
    guard let batch, let columns = a.shape.sizes.last,
      columns == b.shape.sizes.suffix(2).first
    else {
      throw Misfit(
        expected: "as many columns before '@' as rows after it", found: list([a, b]),
        advice: a.rank == 0 || b.rank == 0 ? "write * for the product with a number" : nil)
    }
    let (rows, last) = (a.rank > 1 ? a.shape[a.rank - 2] : 1, b.rank > 1 ? b.shape[b.rank - 1] : 1)
    try checkSize(batch.sizes + [rows, last])
    return matmul(a, b)
  }

  /// The entry along the first axis; negative positions count from the end.
  static func entry(of x: Tensor, at index: Tensor) throws(Misfit) -> Tensor {
    guard x.rank > 0 else {
      throw Misfit(expected: "a vector or matrix before the index", found: "a number")
    }
    guard let value = index.constant, let position = Int(exactly: value) else {
      throw Misfit(
        expected: "a whole number as index",
        found: index.constant.map { "\($0)" } ?? "what is not a constant number")
    }
    let size = x.shape[0]
    guard (-size..<size).contains(position) else {
      throw Misfit(expected: "an index from \(-size) to \(size - 1)", found: "\(position)")
    }
    let start = position < 0 ? position + size : position
    return x.slice(start..<start + 1).reshaped(Shape(Array(x.shape.sizes.dropFirst())))
  }

  /// Tensors of one shape along a new first axis; numbers become one array.
  static func stacked(_ x: [Tensor], _ dtype: DType) throws(Misfit) -> Tensor {
    let shape = Shape([x.count] + x[0].shape.sizes)
    guard shape.rank <= highestRank else {
      throw Misfit(expected: "lists in at most \(highestRank) levels", found: "\(shape.rank)")
    }
    try checkSize(shape.sizes)
    let data = x.compactMap(\.data)
    if data.count == x.count {
      return Tensor(NDArray(data.flatMap { $0 }, shape: shape).converted(to: dtype))
    }
    let types = x.filter { $0.literal == nil }.map(\.dtype)
    let widest: DType = types.contains(.float64) ? .float64 : .float32
    return .concatenate(x.map { $0.cast(to: widest).expanded(at: 0) })
  }
}

extension Tensor {
  /// The numbers that this tensor is known to be.
  var data: [Double]? {
    switch node.op {
    case .literal(let value, _): [value]
    case .constant(let array): array.doubles
    default: nil
    }
  }

  /// The number that this scalar is known to be.
  var constant: Double? { rank == 0 ? data?.first : nil }
}
