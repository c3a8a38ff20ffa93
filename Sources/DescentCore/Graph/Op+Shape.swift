extension Op {
  /// The shape and type of the result.
  ///
  /// - Throws: Why these inputs do not fit the operation, as a sentence without its end: "add:
  ///   shapes [3] and [4] differ".
  func result(of inputs: [Node]) throws(ShapeMismatch) -> (Shape, DType) {
    let x = inputs.map(\.shape)
    let types = inputs.map(\.dtype)
    switch self {
    case .input(_, let shape, let dtype): return (shape, dtype)
    case .feed(let feed): return (feed.input.shape, feed.input.dtype)
    case .literal(_, let dtype): return ([], dtype)
    case .constant(let array): return (array.shape, array.dtype)
    case .iota(let shape, _, let dtype): return (shape, dtype)

    case .unary(let f):
      try check(types, in: f.takes)
      return (x[0], f.isPredicate ? .bool : types[0])
    case .binary(let f):
      try check(x[0] == x[1], x, "differ")
      try check(types, in: f.takes)
      return (x[0], f.isPredicate ? .bool : types[0])
    case .select:
      try check(x[0] == x[1] && x[1] == x[2], x, "differ")
      try check(Array(types[1...]), in: DType.allCases)
      return (x[1], types[1])
    case .cast(let dtype): return (x[0], dtype)

    case .broadcast(let shape):
      try check(x[0].broadcast(with: shape) == shape, [x[0], shape], "do not broadcast")
      return (shape, types[0])
    case .reshape(let shape):
      let (old, new) = (x[0].count, shape.count)
      try check(old == new, [x[0], shape], "hold \(old) and \(new) elements")
      return (shape, types[0])
    case .transpose(let permutation):
      let isPermutation = permutation.sorted() == Array(0..<x[0].rank)
      try check(isPermutation, x, "has no axes \(permutation)")
      return (Shape(permutation.map { x[0][$0] }), types[0])
    case .slice(let starts, let sizes):
      let isPart = x[0].hasPart(at: starts, sizes)
      try check(isPart, x, "has no part at \(starts) of sizes \(sizes)")
      return (Shape(sizes), types[0])
    case .pad(let before, let shape):
      let isPart = shape.hasPart(at: before, x[0].sizes)
      try check(isPart, [x[0], shape], "do not nest at \(before)")
      return (shape, types[0])
    case .concatenate(let axis):
      let isAlike = x.allSatisfy { $0.rank > axis && $0.keeping([axis]) == x[0].keeping([axis]) }
      try check(isAlike, x, "differ beside axis \(axis)")
      try check(types, in: DType.allCases)
      var sizes = x[0].sizes
      sizes[axis] = x.map { $0[axis] }.reduce(0, +)
      return (Shape(sizes), types[0])

    case .reduce(_, let axes):
      let areAxes = axes.allSatisfy((0..<x[0].rank).contains) && Set(axes).count == axes.count
      try check(areAxes, x, "has no axes \(axes)")
      try check(types, in: DType.floating)
      return (x[0].removing(axes), types[0])
    case .matmul(let left, let right):
      try check(types, in: DType.floating)
      return (try productShape(x, left, right), types[0])
    case .take:
      let isTable = x[0].rank > 0 && x[1].rank == 1 && types[1] == .int32
      try check(isTable, x, "are not a table of rows and a vector of int32 indices")
      return (Shape(x[1].sizes + x[0].sizes.dropFirst()), types[0])
    case .scatterAdd(let rows):
      let isTable = x[0].rank == 1 && types[0] == .int32 && x[1].rank > 0 && x[1][0] == x[0][0]
      try check(isTable, x, "are not a vector of int32 indices and as many rows")
      try check([types[1]], in: DType.floating)
      return (Shape([rows] + x[1].sizes.dropFirst()), types[1])

    case .cholesky:
      try check(x[0].isSquare, x, "is not a square matrix")
      try check(types, in: DType.floating)
      return (x[0], types[0])
    case .triangularSolve:
      let isSystem = x[0].isSquare && x[0].sizes.dropLast() == x[1].sizes.dropLast()
      try check(isSystem, x, "are not a square matrix and a matrix of as many rows")
      try check(types, in: DType.floating)
      return (x[1], types[0])
    case .eigendecomposition:
      try check(x[0].isSquare, x, "is not a square matrix")
      try check(types, in: DType.floating)
      let n = x[0][x[0].rank - 1]
      return (Shape(x[0].sizes.dropLast(2) + [n + 1, n]), types[0])

    case .stopGradient, .customDerivative: return (x[0], types[0])
    }
  }

  /// The shape of the product of two matrices, each transposed if so flagged.
  private func productShape(
    _ x: [Shape], _ transposeLeft: Bool, _ transposeRight: Bool
  ) throws(ShapeMismatch) -> Shape {
    let batches = x.map { $0.sizes.dropLast(2) }
    let areMatrices = x.allSatisfy { $0.rank >= 2 } && batches[0] == batches[1]
    try check(areMatrices, x, "are not two matrices or equal batches of them")
    let (a, b) = (x[0].sizes.suffix(2), x[1].sizes.suffix(2))
    let (m, k) = transposeLeft ? (a.last!, a.first!) : (a.first!, a.last!)
    let (l, n) = transposeRight ? (b.last!, b.first!) : (b.first!, b.last!)
    try check(k == l, x, "do not chain (\(k) columns, \(l) rows)")
    return Shape(batches[0] + [m, n])
  }

  private func check(
    _ isFit: Bool, _ shapes: [Shape], _ why: @autoclosure () -> String
  ) throws(ShapeMismatch) {
    if isFit { return }
    let list = shapes.map(\.description).joined(separator: " and ")
    let noun = shapes.count == 1 ? "shape" : "shapes"
    throw ShapeMismatch(message: "\(name): \(noun) \(list) \(why())")
  }

  /// Makes sure that all are one type, and one that the operation is defined on.
  private func check(_ types: [DType], in known: [DType]) throws(ShapeMismatch) {
    guard types.allSatisfy({ $0 == types[0] }) else {
      let list = types.map(\.rawValue).joined(separator: " and ")
      throw ShapeMismatch(message: "\(name): types \(list) differ")
    }
    guard known.contains(types[0]) else {
      let list = known.map(\.rawValue).joined(separator: ", ")
      throw ShapeMismatch(message: "\(name): takes \(list), got \(types[0]); cast it first")
    }
  }
}

/// Why an operation cannot take the inputs that it was given.
struct ShapeMismatch: Error {
  let message: String
}

extension Shape {
  /// Whether a block of these sizes, with its first element at `starts`, lies inside.
  fileprivate func hasPart(at starts: [Int], _ sizes: [Int]) -> Bool {
    starts.count == rank && sizes.count == rank
      && (0..<rank).allSatisfy {
        starts[$0] >= 0 && sizes[$0] >= 0 && starts[$0] + sizes[$0] <= self[$0]
      }
  }
}

extension DType {
  fileprivate static let floating: [DType] = [.float32, .float64]
  fileprivate static let numbers: [DType] = [.float32, .float64, .int32]
}

extension Unary {
  /// The types that the function is defined on. Bytes and truth values have no arithmetic, whole
  /// numbers none that leaves them.
  fileprivate var takes: [DType] {
    switch self {
    case .isFinite, .not: DType.allCases
    case .negate, .abs, .sign, .floor, .ceil, .round, .square, .relu: DType.numbers
    case .sqrt, .rsqrt, .cbrt, .reciprocal, .exp, .expm1, .log, .log1p, .sin, .cos, .tan, .asin,
      .acos, .atan, .sinh, .cosh, .tanh, .asinh, .acosh, .atanh, .sigmoid, .softplus, .erf:
      DType.floating
    }
  }
}

extension Binary {
  /// The types that the function is defined on.
  fileprivate var takes: [DType] {
    switch self {
    case .divide, .power: DType.floating
    case .uniform: [.float64]
    case .add, .subtract, .multiply: DType.numbers
    case .minimum, .maximum, .less, .lessEqual, .equal, .notEqual, .and, .or: DType.allCases
    }
  }
}
