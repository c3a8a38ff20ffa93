public import DescentCore

/// Which part of one vector each named variable is.
public struct VariableLayout: Sendable, Hashable {
  /// One variable.
  public struct Entry: Sendable, Hashable {
    /// Its name.
    public let name: String
    /// The sizes of its axes, `[]` for a number.
    public let shape: Shape
    /// The elements of the vector that hold it, in row-major order.
    public let range: Range<Int>
  }

  /// The variables in order, without gaps.
  public let entries: [Entry]

  /// Variables of these names and shapes, one after the other.
  ///
  /// - Precondition: There is at least one, all have elements, and no two share a name.
  public init(_ variables: [(name: String, shape: Shape)]) {
    require(!variables.isEmpty, "VariableLayout: got no variables")
    var end = 0
    entries = variables.map { name, shape in
      require(shape.count > 0, "VariableLayout: '\(name)' of shape \(shape) has no elements")
      defer { end += shape.count }
      return Entry(name: name, shape: shape, range: end..<end + shape.count)
    }
    require(
      Set(names).count == entries.count, "VariableLayout: a name occurs twice among \(names)")
  }

  /// The names in order.
  public var names: [String] { entries.map(\.name) }

  /// The length of the vector.
  public var count: Int { entries.last?.range.upperBound ?? 0 }
}
