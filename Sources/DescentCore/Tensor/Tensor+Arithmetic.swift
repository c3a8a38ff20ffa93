extension Tensor {
  public static func + (a: Tensor, b: Tensor) -> Tensor { combine(.add, a, b) }
  public static func - (a: Tensor, b: Tensor) -> Tensor { combine(.subtract, a, b) }
  public static func * (a: Tensor, b: Tensor) -> Tensor { combine(.multiply, a, b) }
  public static func / (a: Tensor, b: Tensor) -> Tensor { combine(.divide, a, b) }
  public static prefix func - (a: Tensor) -> Tensor { apply(.negate, a) }

  public static func + (a: Tensor, b: Double) -> Tensor { a + Tensor(b) }
  public static func - (a: Tensor, b: Double) -> Tensor { a - Tensor(b) }
  public static func * (a: Tensor, b: Double) -> Tensor { a * Tensor(b) }
  public static func / (a: Tensor, b: Double) -> Tensor { a / Tensor(b) }
  public static func + (a: Double, b: Tensor) -> Tensor { Tensor(a) + b }
  public static func - (a: Double, b: Tensor) -> Tensor { Tensor(a) - b }
  public static func * (a: Double, b: Tensor) -> Tensor { Tensor(a) * b }
  public static func / (a: Double, b: Tensor) -> Tensor { Tensor(a) / b }

  public static func += (a: inout Tensor, b: Tensor) { a = a + b }
  public static func -= (a: inout Tensor, b: Tensor) { a = a - b }
  public static func *= (a: inout Tensor, b: Tensor) { a = a * b }
  public static func /= (a: inout Tensor, b: Tensor) { a = a / b }
  public static func += (a: inout Tensor, b: Double) { a = a + b }
  public static func -= (a: inout Tensor, b: Double) { a = a - b }
  public static func *= (a: inout Tensor, b: Double) { a = a * b }
  public static func /= (a: inout Tensor, b: Double) { a = a / b }

  // Comparisons give tensors of `bool`, hence the dots of SIMD types.
  public static func .< (a: Tensor, b: Tensor) -> Tensor { combine(.less, a, b) }
  public static func .<= (a: Tensor, b: Tensor) -> Tensor { combine(.lessEqual, a, b) }
  public static func .> (a: Tensor, b: Tensor) -> Tensor { combine(.less, b, a) }
  public static func .>= (a: Tensor, b: Tensor) -> Tensor { combine(.lessEqual, b, a) }
  public static func .== (a: Tensor, b: Tensor) -> Tensor { combine(.equal, a, b) }
  public static func .!= (a: Tensor, b: Tensor) -> Tensor { combine(.notEqual, a, b) }
  public static func .< (a: Tensor, b: Double) -> Tensor { a .< Tensor(b) }
  public static func .<= (a: Tensor, b: Double) -> Tensor { a .<= Tensor(b) }
  public static func .> (a: Tensor, b: Double) -> Tensor { a .> Tensor(b) }
  public static func .>= (a: Tensor, b: Double) -> Tensor { a .>= Tensor(b) }
  public static func .== (a: Tensor, b: Double) -> Tensor { a .== Tensor(b) }
  public static func .!= (a: Tensor, b: Double) -> Tensor { a .!= Tensor(b) }
  public static func .& (a: Tensor, b: Tensor) -> Tensor { combine(.and, a, b) }
  public static func .| (a: Tensor, b: Tensor) -> Tensor { combine(.or, a, b) }

  /// Applies `f` to every element; a number is folded at once.
  static func apply(_ f: Unary, _ a: Tensor) -> Tensor {
    if case .literal(let value, let dtype) = a.node.op, !f.isPredicate {
      return Tensor(.literal(f(value), dtype))
    }
    return Tensor(.unary(f), a)
  }

  /// Applies `f` to pairs of elements after bringing both tensors to one type and shape.
  static func combine(_ f: Binary, _ a: Tensor, _ b: Tensor) -> Tensor {
    let (a, b) = matchTypes(a, b)
    if let x = a.literal, let y = b.literal, !f.isPredicate {
      return Tensor(.literal(f(x, y), a.dtype))
    }
    guard let shape = a.shape.broadcast(with: b.shape) else {
      return Tensor(.binary(f), a, b)  // traps with both shapes
    }
    return Tensor(.binary(f), a.broadcast(to: shape), b.broadcast(to: shape))
  }

  /// Brings two tensors to one type: a number takes the type of the other, a floating scalar
  /// (rank 0) that of a floating tensor, and else the wider type holds both.
  static func matchTypes(_ a: Tensor, _ b: Tensor) -> (Tensor, Tensor) {
    if a.dtype == b.dtype { return (a, b) }
    let bothFloating = a.dtype.isFloating && b.dtype.isFloating
    let dtype =
      switch (a.literal, b.literal) {
      case (nil, let value?) where a.dtype.isFloating || value.isInteger(in: a.dtype): a.dtype
      case (let value?, nil) where b.dtype.isFloating || value.isInteger(in: b.dtype): b.dtype
      case _ where bothFloating && a.rank == 0 && b.rank > 0: b.dtype
      case _ where bothFloating && b.rank == 0 && a.rank > 0: a.dtype
      default: a.dtype.promoted(with: b.dtype)
      }
    return (a.cast(to: dtype), b.cast(to: dtype))
  }
}

extension Double {
  /// Whether an integer of type `dtype` can hold this number.
  fileprivate func isInteger(in dtype: DType) -> Bool {
    switch dtype {
    case .int32: Int32(exactly: self) != nil
    case .uint8: UInt8(exactly: self) != nil
    case .bool, .float32, .float64: false
    }
  }
}
