import Testing

@testable import DescentCore

/// A primitive operation as a function of several arguments, at a point where it is smooth.
struct PrimitiveExample: Sendable, CustomTestStringConvertible {
  let name: String
  /// In float64; integer arguments (indices, conditions) have no derivatives.
  let arguments: [NDArray]
  let function: @Sendable ([Tensor]) -> Tensor

  var testDescription: String { name }

  init(
    _ name: String, _ shapes: [Shape], in range: ClosedRange<Double> = -1.4...1.4,
    _ function: @escaping @Sendable ([Tensor]) -> Tensor
  ) {
    let arguments = shapes.enumerated().map { k, shape in
      NDArray.uniform(shape, in: range, seed: UInt64(11 + 7 * k + shape.count)).converted(
        to: .float32
      ).converted(to: .float64)  // both precisions start from the same numbers
    }
    self.init("\(name) \(shapes)", arguments, function)
  }

  init(
    _ name: String, _ arguments: [NDArray], _ function: @escaping @Sendable ([Tensor]) -> Tensor
  ) {
    (self.name, self.arguments, self.function) = (name, arguments, function)
  }

  /// The arguments that have derivatives.
  var variables: [Int] { arguments.indices.filter { arguments[$0].dtype.isFloating } }

  /// The function of the arguments that have derivatives, the others being given.
  func callAsFunction(_ x: [Tensor]) -> Tensor {
    var all = arguments.map { Tensor($0) }
    for (k, x) in zip(variables, x) { all[k] = x }
    return function(all)
  }

  /// A scalar that depends on each element of the result in another way, and not linearly.
  func scalar(_ x: [Tensor]) -> Tensor {
    let y = self(x)
    let weights = sin(Tensor.iota([y.shape.count], .float64) + 0.7).cast(to: y.dtype)
    return (sin(y) * weights.reshaped(y.shape)).sum()
  }
}

extension PrimitiveExample {
  static let all =
    unaries + binaries + products + layouts + reductions + tables + factorizations + custom

  private static let shapes: [Shape] = [[], [3], [2, 3], [2, 1, 2]]
  private static let positive = 0.3...2.5

  static let unaries: [PrimitiveExample] = Unary.allCases.filter { !$0.isConstant }.flatMap { f in
    return shapes.map { PrimitiveExample(f.rawValue, [$0], in: f.smoothRange) { .apply(f, $0[0]) } }
  }

  static let binaries = Binary.allCases.filter { !$0.isConstant }.flatMap { f in
    shapes.map { shape in
      PrimitiveExample(f.rawValue, [shape, shape], in: f == .power ? positive : 0.2...1.9) {
        .combine(f, $0[0], $0[1])
      }
    }
  }

  static let products = [(false, false), (true, false), (false, true), (true, true)].flatMap {
    left, right in
    [([], 2, 3, 2), ([], 1, 3, 1), ([], 2, 1, 3), ([2], 2, 3, 1), ([1, 2], 1, 2, 2)].map {
      (batch: [Int], m: Int, k: Int, n: Int) in
      PrimitiveExample(
        "matmul\(left ? "ᵀ" : "")\(right ? " ᵀ" : "")",
        [Shape(batch + (left ? [k, m] : [m, k])), Shape(batch + (right ? [n, k] : [k, n]))]
      ) { Tensor(.matmul(transposeLeft: left, transposeRight: right), $0[0], $0[1]) }
    }
  }

  static let layouts = [
    PrimitiveExample("select", [[2, 3], [2, 3], [2, 3]]) { select($0[0] .< 0.1, $0[1], $0[2]) },
    PrimitiveExample("select of a number", [[], []]) { select($0[0] .< 0.1, $0[1], 2) },
    PrimitiveExample("select of floats", [[3], [3], [3]]) { Tensor(.select, $0[0], $0[1], $0[2]) },
    PrimitiveExample("cast", [[3]]) { sin($0[0].cast(to: .float64)).cast(to: $0[0].dtype) },
    PrimitiveExample("cast to integers", [[3]]) { $0[0] * $0[0].cast(to: .int32) },
    PrimitiveExample("iota", [[2, 3]]) { $0[0] * Tensor.iota([2, 3], axis: 0) },
    PrimitiveExample("stopGradient", [[2, 3]]) { $0[0] + sin($0[0]).stopGradient() * 0 },
    PrimitiveExample("broadcast", [[]]) { $0[0].broadcast(to: [2, 3]) },
    PrimitiveExample("broadcast", [[3]]) { $0[0].broadcast(to: [2, 1, 3]) },
    PrimitiveExample("broadcast", [[1, 3]]) { $0[0].broadcast(to: [4, 2, 3]) },
    PrimitiveExample("broadcast", [[3, 1, 2]]) { $0[0].broadcast(to: [3, 4, 2]) },
    PrimitiveExample("reshape", [[2, 6]]) { $0[0].reshaped([3, 1, 4]) },
    PrimitiveExample("reshape", [[1, 1]]) { $0[0].reshaped([]) },
    PrimitiveExample("transpose", [[2, 3]]) { $0[0].transposed },
    PrimitiveExample("transpose", [[2, 3, 4]]) { $0[0].transposed([2, 0, 1]) },
    PrimitiveExample("transpose", [[1, 3, 2]]) { $0[0].transposed([1, 0, 2]) },
    PrimitiveExample("slice", [[5]]) { $0[0].slice(1..<3) },
    PrimitiveExample("slice", [[3, 4]]) { Tensor(.slice(starts: [1, 0], sizes: [1, 3]), $0[0]) },
    PrimitiveExample("pad", [[2]]) { $0[0].padded(before: [1], to: [4]) },
    PrimitiveExample("pad", [[2, 3]]) { $0[0].padded(before: [0, 2], to: [3, 5]) },
    PrimitiveExample("concatenate", [[2], [3], [1]]) { .concatenate($0) },
    PrimitiveExample("concatenate", [[2, 1], [2, 3]]) { .concatenate($0, axis: 1) },
  ]

  /// Positive definite and with eigenvalues far apart, whatever x is.
  private static func matrix(_ x: Tensor) -> Tensor {
    let n = x.shape[x.rank - 1]
    let spread = NDArray((0..<n).map { 1 + 3 * Double($0) })
    return matmul(x, x.transposed) * 0.3 + Tensor(spread).diagonalMatrix.cast(to: x.dtype)
  }

  static let factorizations: [PrimitiveExample] =
    [[1, 1], [2, 2], [3, 3], [2, 2, 2]].flatMap {
      (sizes: [Int]) in
      [
        PrimitiveExample("cholesky", [Shape(sizes)]) { cholesky(matrix($0[0])) },
        PrimitiveExample("cholesky of what is not symmetric", [Shape(sizes)]) {
          cholesky(matrix($0[0]) + $0[0] * 0.1)
        },
        // Small, for the differences to have few roundings of large numbers in them.
        PrimitiveExample("eigenvalues", [Shape(sizes)]) { eigenvalues(matrix($0[0]) * 0.1) },
        // Squares, for the sign of an eigenvector is arbitrary.
        PrimitiveExample("eigenvectors", [Shape(sizes)]) {
          square(eigendecomposition(matrix($0[0]) + $0[0]).vectors)
        },
      ]
    }
    + Triangle.allCases.flatMap { triangle in
      [false, true].flatMap { transpose in
        [([1, 1], [1, 1]), ([3, 3], [3, 2]), ([2, 2, 2], [2, 2, 1])].map {
          (t: [Int], b: [Int]) in
          PrimitiveExample(
            "triangularSolve \(triangle)\(transpose ? "ᵀ" : "")", [Shape(t), Shape(b)]
          ) { triangularSolve(matrix($0[0]), $0[1], triangle, transpose: transpose) }
        }
      }
    }

  /// The derivatives that are given are those of the value, though not as they would be found.
  static let custom = [[], [3], [2, 2]].flatMap { (sizes: [Int]) in
    [
      PrimitiveExample("customDerivative", [Shape(sizes)]) { x in
        let y = sin(x[0])
        return customDerivative(of: y, at: x[0]) { w in w * cos(x[0]) }
      },
      PrimitiveExample("customDerivative of two", [Shape(sizes), Shape(sizes)]) { x in
        let y = x[0] * exp(x[1])
        return customDerivative(of: y, at: x) { w in [w * exp(x[1]), w * y] }
      },
    ]
  }

  static let reductions = Reduction.allCases.flatMap { f in
    [([3], [0]), ([2, 3], [0]), ([2, 3], [1]), ([2, 3], [0, 1]), ([2, 3, 2], [0, 2])].map {
      (sizes: [Int], axes: [Int]) in
      PrimitiveExample(f.rawValue, [Shape(sizes)]) { Tensor(.reduce(f, axes: axes), $0[0]) }
    }
  }

  /// One index lies outside the table where that has a meaning for derivatives: rows that are
  /// added nowhere.
  static let tables = [[4], [4, 2], [4, 1, 3]].flatMap { sizes in
    let table = NDArray.uniform(Shape(sizes), seed: 3).converted(to: .float32)
      .converted(to: .float64)
    return [
      PrimitiveExample("take \(sizes)", [table, NDArray([2, 0, 2, 3, 1] as [Int32])]) {
        $0[0].take($0[1])
      },
      PrimitiveExample("scatterAdd \(sizes)", [NDArray([2, 0, 2, 1] as [Int32]), table]) {
        Tensor(.scatterAdd(rows: 3), $0[0], $0[1])
      },
      PrimitiveExample("scatterAdd outside \(sizes)", [NDArray([2, -1, 5, 1] as [Int32]), table]) {
        Tensor(.scatterAdd(rows: 3), $0[0], $0[1])
      },
    ]
  }
}

extension Unary {
  /// Whether the derivative is zero wherever there is one.
  var isConstant: Bool {
    switch self {
    case .sign, .floor, .ceil, .round, .isFinite, .not: true
    default: false
    }
  }
}

extension Binary {
  /// Whether both derivatives are zero almost everywhere, or there are none.
  var isConstant: Bool { isPredicate || self == .uniform }
}
