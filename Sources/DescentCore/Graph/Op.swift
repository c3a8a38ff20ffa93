/// The primitive operations. The set is closed: each concern is one exhaustive `switch`, so a case
/// that is missing somewhere does not compile.
///
/// | What an operation                       | File                                              |
/// |-----------------------------------------|---------------------------------------------------|
/// | takes and gives: shapes and types       | Op+Shape                                          |
/// | becomes in derivatives                  | Pushforward, Pullback; ElementwiseDerivatives for |
/// |                                         | the functions of one and two numbers              |
/// | becomes in a `map`                      | Batching                                          |
/// | can be replaced by                      | Simplify                                          |
/// | leaves to each thread                   | Distribution                                      |
/// | is computed by: a loop, or alone        | Fusion; LoopBody+Lowering, or Plan and Binder     |
///
/// Everything else is composed of these.
package enum Op: Hashable, Sendable {
  /// The program's input number `index`.
  case input(index: Int, Shape, DType)
  /// Data that every run reads anew; a program sees an input in its place.
  case feed(Feed)
  /// A number written in the closure; it takes the type of what it is combined with.
  case literal(Double, DType)
  case constant(NDArray)
  /// Each element's position along `axis`.
  case iota(Shape, axis: Int, DType)

  case unary(Unary)
  /// Both inputs have one shape and type; comparisons give `bool`.
  case binary(Binary)
  /// Inputs: condition, value where it holds, value where it does not.
  case select
  case cast(DType)

  /// NumPy's rule: axes are aligned at the end, size 1 is repeated.
  case broadcast(Shape)
  case reshape(Shape)
  /// Axis `k` of the result is axis `permutation[k]` of the input.
  case transpose(permutation: [Int])
  case slice(starts: [Int], sizes: [Int])
  /// The input with zeros around it.
  case pad(before: [Int], Shape)
  case concatenate(axis: Int)

  /// Removes `axes`.
  case reduce(Reduction, axes: [Int])
  /// The product of the last two axes; leading axes are a batch and equal in both inputs.
  case matmul(transposeLeft: Bool, transposeRight: Bool)
  /// Rows (entries along axis 0) of the first input at the indices in the second.
  case take
  /// Zeros with `rows` rows; row `indices[k]` gains row k of the second input (first: indices).
  case scatterAdd(rows: Int)

  /// The lower triangular L of a symmetric positive definite matrix A = L·Lᵀ; NaN everywhere if A is
  /// none. Leading axes are a batch, here and below.
  case cholesky
  /// X where op(T)·X = B: the first input's triangle is T, op transposes it if so flagged, and the
  /// second input is B.
  case triangularSolve(Triangle, transpose: Bool)
  /// Of a symmetric n×n matrix, as n + 1 rows: the eigenvalues, rising, then for each the eigenvector.
  case eigendecomposition

  /// The identity, through which no derivative flows.
  case stopGradient
  /// The first input, with derivatives as told. Inputs: the value; a cotangent w, which only stands
  /// for another; n variables; for each of them wᵀJ, computed from w.
  case customDerivative(variables: Int)
}

/// Functions of one number, applied to every element.
package enum Unary: String, Hashable, Sendable, CaseIterable {
  case negate, abs, sign, floor, ceil, round
  case square, sqrt, rsqrt, cbrt, reciprocal, relu
  case exp, expm1, log, log1p
  case sin, cos, tan, asin, acos, atan
  case sinh, cosh, tanh, asinh, acosh, atanh
  case sigmoid, softplus, erf
  case isFinite, not

  /// Whether the result is a truth value.
  var isPredicate: Bool { self == .isFinite || self == .not }
}

/// Functions of two numbers, applied element by element.
package enum Binary: String, Hashable, Sendable, CaseIterable {
  case add, subtract, multiply, divide, power, minimum, maximum
  /// The random number in [0, 1) that a counter and a key determine.
  case uniform
  case less, lessEqual, equal, notEqual, and, or

  /// Whether the result is a truth value.
  var isPredicate: Bool {
    switch self {
    case .less, .lessEqual, .equal, .notEqual, .and, .or: true
    case .add, .subtract, .multiply, .divide, .power, .minimum, .maximum, .uniform: false
    }
  }
}

/// How a reduction folds the elements along its axes.
package enum Reduction: String, Hashable, Sendable, CaseIterable {
  case sum, max, min
}

extension Op {
  /// Whether each element of the result depends only on the same element of every input.
  var isElementwise: Bool {
    switch self {
    case .unary, .binary, .select, .cast, .stopGradient: true
    case .input, .feed, .literal, .constant, .iota, .broadcast, .reshape, .transpose, .slice,
      .pad, .concatenate, .reduce, .matmul, .take, .scatterAdd, .cholesky, .triangularSolve,
      .eigendecomposition, .customDerivative:
      false
    }
  }

  /// The operation's name in messages and printed graphs.
  package var name: String {
    switch self {
    case .input: "input"
    case .feed: "feed"
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
