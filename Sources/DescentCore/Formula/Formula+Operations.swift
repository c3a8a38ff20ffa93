// The operations of formulas on tensors. Each checks its operands, because a tensor of a wrong
// shape would stop the program, and a formula is a user's text.

extension Formula {
  /// Tensors of more elements than this are refused: products of products of long vectors.
  private static let mostElements = 1 << 31

  static func result(
    of found: Operator, _ a: Tensor, _ b: Tensor, _ dtype: DType
  ) throws(Misfit) -> Tensor {
    func compared(_ f: Binary, _ a: Tensor, _ b: Tensor) throws(Misfit) -> Tensor {
      try combined(f, a, b, found.rawValue).cast(to: dtype)
    }
    switch found {
    case .less: return try compared(.less, a, b)
    case .lessEqual: return try compared(.lessEqual, a, b)
    case .greater: return try compared(.less, b, a)
    case .greaterEqual: return try compared(.lessEqual, b, a)
    case .equal: return try compared(.equal, a, b)
    case .notEqual: return try compared(.notEqual, a, b)
    case .add: return try combined(.add, a, b, "+")
    case .subtract: return try combined(.subtract, a, b, "-")
    case .multiply: return try combined(.multiply, a, b, "*")
    case .divide: return try combined(.divide, a, b, "/")
    case .power: return try power(a, b, "^")
    case .product: return try matrixProduct(a, b)
    }
  }

  private static func combined(
    _ f: Binary, _ a: Tensor, _ b: Tensor, _ name: String
  ) throws(Misfit) -> Tensor {
    try checkBroadcast([a, b], name)
    return .combine(f, a, b)
  }

  private static func checkBroadcast(_ x: [Tensor], _ name: String) throws(Misfit) {
    var shape: Shape? = []
    for tensor in x { shape = shape?.broadcast(with: tensor.shape) }
    guard let shape else {
      throw Misfit(expected: "shapes that broadcast in '\(name)'", found: list(x))
    }
    try checkSize(shape.sizes)
  }

  static func checkSize(_ sizes: [Int]) throws(Misfit) {
    let count = sizes.reduce(1 as Int?) { product, size in
      product.flatMap { $0 > mostElements ? nil : $0 * min(size, mostElements + 1) }
    }
    guard let count, count <= mostElements else {
      throw Misfit(
        expected: "at most \(mostElements) elements", found: "a result of shape \(sizes)")
    }
  }

  /// "[3] and [2]".
  static func list(_ x: [Tensor]) -> String {
    x.map(\.shape.description).joined(separator: " and ")
  }

  /// A constant whole exponent gives products: exact for negative x, and derivatives of every
  /// order are right at 0.
  static func power(_ x: Tensor, _ y: Tensor, _ name: String) throws(Misfit) -> Tensor {
    guard let exponent = y.constant, x.literal == nil else {
      return try combined(.power, x, y, name)
    }
    guard let whole = Int(exactly: exponent), (-16...16).contains(whole) else {
      return pow(x, exponent)
    }
    let product = repeatedProduct(x, abs(whole))
    return whole < 0 ? .apply(.reciprocal, product) : product
  }

  private static func repeatedProduct(_ x: Tensor, _ count: Int) -> Tensor {
    switch count {
    case 0: .ones(like: x)
    case 1: x
    case _ where count.isMultiple(of: 2): square(repeatedProduct(x, count / 2))
    default: repeatedProduct(x, count - 1) * x
    }
  }

  /// Over all elements of one tensor; element by element of several.
  static func extreme(_ f: Binary, _ x: [Tensor], _ name: String) throws(Misfit) -> Tensor {
    if x.count == 1 { return f == .minimum ? x[0].min() : x[0].max() }
    var result = x[0]
    for next in x.dropFirst() { result = try combined(f, result, next, name) }
    return result
  }

  static func chosen(_ c: Tensor, _ a: Tensor, _ b: Tensor) throws(Misfit) -> Tensor {
    try checkBroadcast([c, a, b], "where")
    return select(c, a, b)
  }

  static func softmax(_ x: Tensor) -> Tensor {
    x.rank > 0 ? DescentCore.softmax(x) : DescentCore.softmax(x.flattened).reshaped([])
  }
}
