/// The sizes of a tensor's axes, outermost first; `[]` is the shape of a scalar.
public struct Shape: Hashable, Sendable, ExpressibleByArrayLiteral, CustomStringConvertible {
  /// The size of each axis.
  public let sizes: [Int]

  /// A shape with these axis sizes, none of them negative.
  public init(_ sizes: [Int]) {
    require(sizes.allSatisfy { $0 >= 0 }, "Shape: sizes must not be negative, got \(sizes)")
    self.sizes = sizes
  }

  public init(arrayLiteral elements: Int...) { self.init(elements) }

  /// The number of axes.
  public var rank: Int { sizes.count }
  /// The number of scalars.
  public var count: Int { sizes.reduce(1, *) }
  /// The size of axis `axis`.
  public subscript(axis: Int) -> Int { sizes[axis] }

  public var description: String { "[\(sizes.map(String.init).joined(separator: ", "))]" }

  /// How far apart neighbors along each axis lie in row-major order, in scalars.
  var strides: [Int] {
    var strides = [Int](repeating: 1, count: rank)
    for axis in stride(from: rank - 2, through: 0, by: -1) {
      strides[axis] = strides[axis + 1] * sizes[axis + 1]
    }
    return strides
  }

  /// Whether the last two axes are those of a square matrix.
  var isSquare: Bool { rank >= 2 && sizes[rank - 2] == sizes[rank - 1] }

  /// The shape that both broadcast to by NumPy's rule, or nil when there is none.
  func broadcast(with other: Shape) -> Shape? {
    let rank = max(rank, other.rank)
    var sizes = [Int](repeating: 1, count: rank)
    for k in 1...max(rank, 1) where rank > 0 {
      let a = k <= self.rank ? self.sizes[self.rank - k] : 1
      let b = k <= other.rank ? other.sizes[other.rank - k] : 1
      guard a == b || a == 1 || b == 1 else { return nil }
      sizes[rank - k] = a == 1 ? b : a
    }
    return Shape(sizes)
  }

  /// The shape with size 1 at each of `axes`.
  func keeping(_ axes: [Int]) -> Shape {
    Shape(sizes.enumerated().map { axes.contains($0.offset) ? 1 : $0.element })
  }

  /// The shape without `axes`.
  func removing(_ axes: [Int]) -> Shape {
    Shape(sizes.enumerated().filter { !axes.contains($0.offset) }.map(\.element))
  }
}
