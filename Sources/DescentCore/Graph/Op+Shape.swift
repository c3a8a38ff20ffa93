extension Op {
  /// The shape and type of the result, or why these inputs do not fit the operation.
  ///
  /// The message is a sentence without its end: "add: shapes [3] and [4] differ".
  func result(of inputs: [Node]) -> Result<(Shape, DType), ShapeMismatch> {
    let shapes = inputs.map(\.shape)
    let types = inputs.map(\.dtype)
    switch self {
    case .input(_, let shape, let dtype): return .success((shape, dtype))
    case .literal(_, let dtype): return .success(([], dtype))
    case .constant(let array): return .success((array.shape, array.dtype))
    case .iota(let shape, _, let dtype): return .success((shape, dtype))

    case .unary(let f):
      guard f.takes.contains(types[0]) else { return unfit(types[0], f.takes) }
      return .success((shapes[0], f.isPredicate ? .bool : types[0]))
    case .stopGradient, .customDerivative: return .success((shapes[0], types[0]))
    case .cast(let dtype): return .success((shapes[0], dtype))
    case .binary(let f):
      guard shapes[0] == shapes[1] else { return mismatch(shapes, "differ") }
      guard types[0] == types[1] else { return differing(types) }
      guard f.takes.contains(types[0]) else { return unfit(types[0], f.takes) }
      return .success((shapes[0], f.isPredicate ? .bool : types[0]))
    case .select:
      guard Set(shapes).count == 1 else { return mismatch(shapes, "differ") }
      guard types[1] == types[2] else { return differing(Array(types[1...])) }
      return .success((shapes[1], types[1]))

    case .broadcast(let shape):
      guard shapes[0].broadcast(with: shape) == shape else {
        return mismatch([shapes[0], shape], "do not broadcast")
      }
      return .success((shape, types[0]))
    case .reshape(let shape):
      guard shape.count == shapes[0].count else {
        return mismatch([shapes[0], shape], "hold \(shapes[0].count) and \(shape.count) elements")
      }
      return .success((shape, types[0]))
    case .transpose(let permutation):
      guard permutation.sorted() == Array(0..<shapes[0].rank) else {
        return mismatch(shapes, "has no axes \(permutation)")
      }
      return .success((Shape(permutation.map { shapes[0][$0] }), types[0]))
    case .slice(let starts, let sizes):
      let fits =
        starts.count == shapes[0].rank && sizes.count == starts.count
        && zip(zip(starts, sizes), shapes[0].sizes).allSatisfy { range, size in
          range.0 >= 0 && range.1 >= 0 && range.0 + range.1 <= size
        }
      guard fits else { return mismatch(shapes, "has no part at \(starts) of sizes \(sizes)") }
      return .success((Shape(sizes), types[0]))
    case .pad(let before, let shape):
      let fits =
        before.count == shape.rank && shape.rank == shapes[0].rank
        && shape.sizes.indices.allSatisfy { k in
          before[k] >= 0 && before[k] + shapes[0][k] <= shape[k]
        }
      guard fits else { return mismatch([shapes[0], shape], "do not nest at \(before)") }
      return .success((shape, types[0]))
    case .concatenate(let axis):
      let rests = Set(shapes.map { $0.rank > axis ? $0.keeping([axis]) : [] })
      guard rests.count == 1, shapes[0].rank > axis else {
        return mismatch(shapes, "differ beside axis \(axis)")
      }
      guard Set(types).count == 1 else { return differing(types) }
      var sizes = shapes[0].sizes
      sizes[axis] = shapes.map { $0[axis] }.reduce(0, +)
      return .success((Shape(sizes), types[0]))

    case .reduce(_, let axes):
      guard axes.allSatisfy({ (0..<shapes[0].rank).contains($0) }), Set(axes).count == axes.count
      else { return mismatch(shapes, "has no axes \(axes)") }
      guard types[0].isFloating else { return unfit(types[0], DType.floating) }
      return .success((shapes[0].removing(axes), types[0]))
    case .matmul(let transposeLeft, let transposeRight):
      guard types[0] == types[1] else { return differing(types) }
      guard types[0].isFloating else { return unfit(types[0], DType.floating) }
      return matmulShape(shapes[0], transposeLeft, shapes[1], transposeRight)
        .map { ($0, types[0]) }
    case .take:
      guard shapes[0].rank > 0, shapes[1].rank == 1, types[1] == .int32 else {
        return mismatch(shapes, "are not a table of rows and a vector of int32 indices")
      }
      return .success((Shape(shapes[1].sizes + shapes[0].sizes.dropFirst()), types[0]))
    case .scatterAdd(let rows):
      guard shapes[0].rank == 1, shapes[1].rank > 0, shapes[1][0] == shapes[0][0],
        types[0] == .int32
      else { return mismatch(shapes, "are not a vector of int32 indices and as many rows") }
      guard types[1].isFloating else { return unfit(types[1], DType.floating) }
      return .success((Shape([rows] + shapes[1].sizes.dropFirst()), types[1]))

    case .cholesky, .eigendecomposition:
      guard shapes[0].isSquare else { return mismatch(shapes, "is not a square matrix") }
      guard types[0].isFloating else { return unfit(types[0], DType.floating) }
      var sizes = shapes[0].sizes
      if self == .eigendecomposition { sizes[sizes.count - 2] += 1 }
      return .success((Shape(sizes), types[0]))
    case .triangularSolve:
      let rank = shapes[0].rank
      guard shapes[0].isSquare, shapes[1].rank == rank,
        shapes[0].sizes.dropLast() == shapes[1].sizes.dropLast()
      else { return mismatch(shapes, "are not a square matrix and a matrix of as many rows") }
      guard types[0] == types[1] else { return differing(types) }
      guard types[0].isFloating else { return unfit(types[0], DType.floating) }
      return .success((shapes[1], types[0]))
    }
  }

  private func matmulShape(
    _ left: Shape, _ transposeLeft: Bool, _ right: Shape, _ transposeRight: Bool
  ) -> Result<Shape, ShapeMismatch> {
    guard left.rank >= 2, right.rank == left.rank,
      left.sizes.dropLast(2) == right.sizes.dropLast(2)
    else { return mismatch([left, right], "are not two matrices or equal batches of them") }
    let (a, b) = (left.sizes.suffix(2), right.sizes.suffix(2))
    let (m, k) = transposeLeft ? (a.last!, a.first!) : (a.first!, a.last!)
    let (l, n) = transposeRight ? (b.last!, b.first!) : (b.first!, b.last!)
    guard k == l else { return mismatch([left, right], "do not chain (\(k) columns, \(l) rows)") }
    return .success(Shape(Array(left.sizes.dropLast(2)) + [m, n]))
  }

  private func mismatch<T>(_ shapes: [Shape], _ why: String) -> Result<T, ShapeMismatch> {
    let list = shapes.map(\.description).joined(separator: " and ")
    let noun = shapes.count == 1 ? "shape" : "shapes"
    return .failure(ShapeMismatch(message: "\(name): \(noun) \(list) \(why)"))
  }

  private func differing<T>(_ types: [DType]) -> Result<T, ShapeMismatch> {
    let list = types.map(\.rawValue).joined(separator: " and ")
    return .failure(ShapeMismatch(message: "\(name): types \(list) differ"))
  }

  private func unfit<T>(_ type: DType, _ types: [DType]) -> Result<T, ShapeMismatch> {
    let list = types.map(\.rawValue).joined(separator: ", ")
    return .failure(ShapeMismatch(message: "\(name): takes \(list), got \(type); cast it first"))
  }

  /// The operation's name in messages and printed graphs.
  package var name: String {
    switch self {
    case .input: "input"
    case .literal, .constant: "constant"
    case .iota: "iota"
    case .unary(let f): f.rawValue
    case .binary(let f): f.rawValue
    case .select: "select"
    case .cast: "cast"
    case .broadcast: "broadcast"
    case .reshape: "reshape"
    case .transpose: "transpose"
    case .slice: "slice"
    case .pad: "pad"
    case .concatenate: "concatenate"
    case .reduce(let f, _): f.rawValue
    case .matmul: "matmul"
    case .take: "take"
    case .scatterAdd: "scatterAdd"
    case .cholesky: "cholesky"
    case .triangularSolve: "triangularSolve"
    case .eigendecomposition: "eigendecomposition"
    case .stopGradient: "stopGradient"
    case .customDerivative: "customDerivative"
    }
  }
}

/// Why an operation cannot take the inputs that it was given.
struct ShapeMismatch: Error {
  let message: String
}

extension DType {
  fileprivate static let floating: [DType] = [.float32, .float64]
  fileprivate static let numbers: [DType] = [.float32, .float64, .int32]
}

extension Unary {
  fileprivate var isPredicate: Bool { self == .isFinite || self == .not }

  /// The types that the function is defined on. Bytes and truth values have no arithmetic, whole
  /// numbers none that leaves them.
  fileprivate var takes: [DType] {
    switch self {
    case .isFinite, .not: DType.allCases
    case .negate, .abs, .sign, .floor, .ceil, .round, .square, .relu: DType.numbers
    default: DType.floating
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
