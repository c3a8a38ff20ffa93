public import DescentCore

/// Named numbers, vectors and matrices: where a search starts, or what it found.
///
///     let start: Point = ["x": -1.2, "w": [0, 0]]
public struct Point: Sendable, Hashable {
  /// The names and values, in the order in which they were given.
  public let entries: [Entry]

  /// A name and its value.
  public struct Entry: Sendable, Hashable {
    /// The name of the variable.
    public let name: String
    /// Its value.
    public let value: NDArray
  }

  /// The values under these names.
  public init(_ values: [(name: String, value: NDArray)]) {
    entries = values.map { Entry(name: $0.name, value: $0.value) }
  }

  /// The parts of a vector of this layout.
  public init(_ vector: NDArray, in layout: VariableLayout) {
    let numbers = vector.doubles
    self.init(
      layout.entries.map { entry in
        let part = NDArray(Array(numbers[entry.range]), shape: entry.shape)
        return (name: entry.name, value: part.converted(to: vector.dtype))
      })
  }

  /// The names and shapes.
  public var layout: VariableLayout { VariableLayout(entries.map { ($0.name, $0.value.shape) }) }

  /// All numbers as one vector.
  public func vector(_ dtype: DType) -> NDArray {
    NDArray(entries.flatMap(\.value.doubles)).converted(to: dtype)
  }

  /// The value under `name`.
  ///
  /// - Precondition: There is one.
  public subscript(name: String) -> NDArray {
    guard let entry = entries.first(where: { $0.name == name }) else {
      fatalError("Point: no '\(name)' among \(entries.map(\.name))")
    }
    return entry.value
  }
}

extension Point: CustomStringConvertible {
  /// "x = float64[] [1], w = float64[2] [0, 3]".
  public var description: String {
    entries.map { "\($0.name) = \($0.value)" }.joined(separator: ", ")
  }
}
