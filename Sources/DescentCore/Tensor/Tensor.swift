/// A value inside a traced closure: what is computed with it is recorded, not carried out.
///
/// A tensor knows its shape and type but holds no numbers; `NDArray` does. Operations on tensors
/// trap on shapes that do not fit, naming the operation, both shapes and the place.
///
/// A number in a formula is a `Double`, and every operation takes one on either side. Tensors are
/// not literals themselves: formulas on plain numbers beside them stay quick to compile and clear.
///
/// Operations and their files, all beside this one:
///
/// | Operations                                                          | File                  |
/// |---------------------------------------------------------------------|-----------------------|
/// | `+ - * /`, comparisons, `.&`, `.|`                                  | Tensor+Arithmetic     |
/// | `exp`, `sqrt`, `sin`, `pow`, `clamp`, ...: element by element       | Tensor+Functions      |
/// | `select`, the choice by a condition                                 | Tensor+Select         |
/// | `sum`, `mean`, `max`, `min`, `product`                              | Tensor+Reductions     |
/// | `cumulativeSum`                                                     | Tensor+CumulativeSum  |
/// | `variance`, `standardDeviation`, `norm`                             | Tensor+Statistics     |
/// | `argmax`, `argmin`, `topK`                                          | Tensor+Order          |
/// | `logSumExp`, `softmax`, `logSoftmax`                                | Tensor+Softmax        |
/// | `broadcast`, `reshaped`, `transposed`, `slice`, `concatenate`, ...  | Tensor+Shapes         |
/// | `take`, `gather`, `scatterAdd`, `oneHot`                            | Tensor+Indexing       |
/// | `lowerTriangle`, `upperTriangle`, `diagonal`, `diagonalMatrix`      | Tensor+Triangles      |
/// | `matmul`, `dot`                                                     | Tensor+Products       |
/// | `einsum`                                                            | Einsum                |
/// | `cholesky`, `triangularSolve`, `logDeterminant`, `eigenvalues`, ... | Tensor+Factorizations |
/// | `cast`, `stopGradient`                                              | Tensor                |
///
/// Derivatives of one's own are given by `customDerivative`. Most operations are composed of
/// others; the primitive ones are the cases of `Op`, and a new case has to be added wherever the
/// compiler then says that a `switch` lacks it.
public struct Tensor {
  package let node: Node

  package init(_ node: Node) { self.node = node }

  package init(_ op: Op, _ inputs: Tensor...) { node = Node(op, inputs.map(\.node)) }

  /// A number, which takes the type of the tensor that it is combined with.
  public init(_ value: Double) { self.init(.literal(value, .float64)) }

  /// Data that is part of the program.
  public init(_ array: NDArray) { self.init(.constant(array)) }

  /// The sizes of the axes.
  public var shape: Shape { node.shape }
  /// The type of the scalars.
  public var dtype: DType { node.dtype }
  /// The number of axes.
  public var rank: Int { shape.rank }

  /// Zeros of the shape and type of `other`.
  public static func zeros(like other: Tensor) -> Tensor { filled(0, like: other) }

  /// Ones of the shape and type of `other`.
  public static func ones(like other: Tensor) -> Tensor { filled(1, like: other) }

  /// `value` everywhere, in the shape and type of `other`.
  public static func filled(_ value: Double, like other: Tensor) -> Tensor {
    Tensor(.literal(value, other.dtype)).broadcast(to: other.shape)
  }

  /// The position of each element along `axis`, a negative axis counting from the end.
  public static func iota(_ shape: Shape, axis: Int = -1, _ dtype: DType = .int32) -> Tensor {
    Tensor(.iota(shape, axis: resolve(axis, rank: shape.rank, "iota"), dtype))
  }

  /// Numbers drawn uniformly from [0, 1) that depend only on their place, the key and the stream:
  /// the same on any number of threads.
  ///
  /// - Parameter key: A `float64` scalar, such as the number of a step.
  /// - Parameter stream: Tells apart several draws under one key, a whole number below 8192.
  /// - Parameter start: The place of the first number, for a part of a longer tensor.
  public static func uniform(
    _ shape: Shape, key: Tensor, stream: Double = 0, from start: Int = 0
  ) -> Tensor {
    let places = iota([shape.count], .float64).reshaped(shape)
    return combine(.uniform, places + (stream * 0x1p40 + Double(start)), key.cast(to: .float64))
  }

  /// The number that this tensor is, if it was written as one.
  var literal: Double? {
    if case .literal(let value, _) = node.op { value } else { nil }
  }

  /// The same values as another type.
  public func cast(to dtype: DType) -> Tensor {
    if dtype == self.dtype { return self }
    if let value = literal { return Tensor(.literal(value, dtype)) }
    return Tensor(.cast(dtype), self)
  }

  /// The same values, through which no derivative flows.
  public func stopGradient() -> Tensor { Tensor(.stopGradient, self) }
}

/// `axis` counted from the front; negative ones count from the end.
func resolve(_ axis: Int, rank: Int, _ operation: String) -> Int {
  let resolved = axis < 0 ? axis + rank : axis
  require(
    (0..<rank).contains(resolved), "\(operation): a tensor of rank \(rank) has no axis \(axis)")
  return resolved
}
