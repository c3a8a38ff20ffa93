/// The type of the scalars in a tensor or an array.
public enum DType: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
  case float32, float64, int32, uint8, bool

  /// Whether values are floating-point numbers; only these have derivatives.
  public var isFloating: Bool { self == .float32 || self == .float64 }

  /// Bytes per scalar.
  public var size: Int {
    switch self {
    case .float64: 8
    case .float32, .int32: 4
    case .uint8, .bool: 1
    }
  }

  public var description: String { rawValue }

  /// The type that holds the results of an operation on both: floating before integer, wide
  /// before narrow.
  func promoted(with other: DType) -> DType {
    let order: [DType] = [.bool, .uint8, .int32, .float32, .float64]
    func rank(_ type: DType) -> Int { order.firstIndex(of: type) ?? 0 }
    return rank(self) < rank(other) ? other : self
  }
}

/// A Swift type that an `NDArray` can hold.
public protocol Scalar: Sendable, BitwiseCopyable, Hashable {
  /// The tag of this type.
  static var dtype: DType { get }
}

extension Float: Scalar { public static var dtype: DType { .float32 } }
extension Double: Scalar { public static var dtype: DType { .float64 } }
extension Int32: Scalar { public static var dtype: DType { .int32 } }
extension UInt8: Scalar { public static var dtype: DType { .uint8 } }
extension Bool: Scalar { public static var dtype: DType { .bool } }
