import DescentCore

extension Tensor {
  /// The elements of a vector, as numbers.
  var coordinates: [Tensor] { (0..<shape[0]).map { slice($0..<$0 + 1).reshaped([]) } }

  /// A constant vector.
  static func vector(_ numbers: [Double]) -> Tensor { Tensor(NDArray(numbers)) }

  /// Every `stride`-th element of a vector, from each of the first `stride` elements on.
  ///
  /// - Precondition: `stride` divides the length.
  func columns(_ stride: Int) -> [Tensor] {
    let rows = shape[0] / stride
    require(rows * stride == shape[0], "columns: \(stride) does not divide \(shape[0])")
    let table = reshaped([rows, stride])
    return (0..<stride).map { table.slice($0..<$0 + 1, axis: 1).flattened }
  }

  /// The vector moved up by `distance` places, or down where that is negative, with 0 where
  /// nothing moves to.
  func shifted(by distance: Int) -> Tensor {
    let n = shape[0]
    if distance == 0 { return self }
    if abs(distance) >= n { return .zeros(like: self) }
    return distance > 0
      ? slice(0..<n - distance).padded(before: [distance], to: [n])
      : slice(-distance..<n).padded(before: [0], to: [n])
  }
}

/// `pattern` again and again, `count` numbers in all.
func repeated(_ pattern: [Double], count: Int) -> [Double] {
  (0..<count).map { pattern[$0 % pattern.count] }
}

/// first, first + 1, …, last
func numbers(_ first: Int, through last: Int) -> [Double] { (first...last).map(Double.init) }
