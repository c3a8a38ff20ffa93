import Foundation

/// Data: scalars of one type in row-major order under a shape. A value; copies share memory
/// until one of them is changed.
public struct NDArray: Sendable {
  /// The type of the scalars.
  public let dtype: DType
  /// The sizes of the axes.
  public let shape: Shape
  package private(set) var storage: Storage

  package init(dtype: DType, shape: Shape, storage: Storage) {
    require(
      storage.byteCount == shape.count * dtype.size,
      "NDArray: \(shape) of \(dtype) takes \(shape.count * dtype.size) bytes, got \(storage.byteCount)"
    )
    self.dtype = dtype
    self.shape = shape
    self.storage = storage
  }

  /// The array of `shape` that holds `scalars` in row-major order.
  public init<T: Scalar>(_ scalars: [T], shape: Shape) {
    require(
      scalars.count == shape.count,
      "NDArray: shape \(shape) holds \(shape.count) scalars, got \(scalars.count)")
    self.init(dtype: T.dtype, shape: shape, storage: Storage(scalars))
  }

  /// A vector.
  public init<T: Scalar>(_ scalars: [T]) { self.init(scalars, shape: [scalars.count]) }

  /// A scalar: shape `[]`.
  public init<T: Scalar>(scalar: T) { self.init([scalar], shape: []) }

  /// An array of zeros.
  public static func zeros(_ shape: Shape, _ dtype: DType = .float64) -> NDArray {
    NDArray(
      dtype: dtype, shape: shape, storage: Storage(byteCount: shape.count * dtype.size))
  }

  /// The number of scalars.
  public var count: Int { shape.count }

  /// The scalars in row-major order.
  ///
  /// - Precondition: `T` is the Swift type of `dtype`.
  public func scalars<T: Scalar>(as type: T.Type) -> [T] {
    require(T.dtype == dtype, "NDArray: asked for \(T.dtype) scalars of an array of \(dtype)")
    return storage.scalars(type, count: count)
  }

  /// The scalars as doubles, whatever their type.
  public var doubles: [Double] {
    switch dtype {
    case .float64: scalars(as: Double.self)
    case .float32: scalars(as: Float.self).map(Double.init)
    case .int32: scalars(as: Int32.self).map(Double.init)
    case .uint8: scalars(as: UInt8.self).map(Double.init)
    case .bool: scalars(as: Bool.self).map { $0 ? 1 : 0 }
    }
  }

  /// The only scalar of an array of one.
  public var scalar: Double {
    require(count == 1, "NDArray: shape \(shape) does not hold a single scalar")
    return doubles[0]
  }

  /// The same values as another type. Floats that become integers are truncated toward zero and
  /// limited to what the type holds; NaN becomes 0.
  public func converted(to dtype: DType) -> NDArray {
    if dtype == self.dtype { return self }
    let values = doubles
    switch dtype {
    case .float64: return NDArray(values, shape: shape)
    case .float32: return NDArray(values.map(Float.init), shape: shape)
    case .int32: return NDArray(values.map { Int32(limiting: $0) }, shape: shape)
    case .uint8: return NDArray(values.map { UInt8(limiting: $0) }, shape: shape)
    case .bool: return NDArray(values.map { $0 != 0 }, shape: shape)
    }
  }

  /// The same scalars under another shape.
  public func reshaped(_ shape: Shape) -> NDArray {
    NDArray(dtype: dtype, shape: shape, storage: storage)
  }

  /// The rows (entries along axis 0) with these indices.
  public func rows(_ indices: [Int]) -> NDArray {
    require(shape.rank > 0, "NDArray: a scalar has no rows")
    let width = shape.count / max(shape[0], 1)
    let result = NDArray.zeros(Shape([indices.count] + shape.sizes.dropFirst()), dtype)
    for (k, index) in indices.enumerated() {
      require(
        index >= 0 && index < shape[0], "NDArray: row \(index) is not among \(shape[0]) rows")
      result.storage.copyBytes(
        from: storage, at: index * width * dtype.size, to: k * width * dtype.size,
        count: width * dtype.size)
    }
    return result
  }

  /// Overwrites the scalars from `start` on with `scalars`; copies that share memory are unchanged.
  package mutating func write<T: Scalar>(_ scalars: [T], at start: Int) {
    require(T.dtype == dtype, "NDArray: cannot write \(T.dtype) into an array of \(dtype)")
    if !isKnownUniquelyReferenced(&storage) { storage = storage.copy() }
    storage.write(scalars, at: start)
  }
}

extension NDArray: Hashable {
  /// Equal type, shape and bits (so NaN equals itself and -0 differs from 0).
  public static func == (a: NDArray, b: NDArray) -> Bool {
    a.dtype == b.dtype && a.shape == b.shape && a.storage.hasSameBytes(as: b.storage)
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(dtype)
    hasher.combine(shape)
    hasher.combine(storage.byteCount < 64 ? doubles : [])
  }
}

extension NDArray: CustomStringConvertible {
  public var description: String {
    let shown = doubles.prefix(8).map { String(format: "%g", $0) }.joined(separator: ", ")
    return "\(dtype)\(shape) [\(shown)\(count > 8 ? ", …" : "")]"
  }
}

extension FixedWidthInteger {
  fileprivate init(limiting value: Double) {
    self = value.isNaN ? 0 : Self(exactly: value.rounded(.towardZero)) ?? (value < 0 ? .min : .max)
  }
}
