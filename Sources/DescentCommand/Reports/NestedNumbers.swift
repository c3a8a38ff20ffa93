import Descent

/// A point as JSON: an object with a number or nested arrays under each name.
struct NestedNumbers: JSONFragment {
  let json: String

  init(_ point: Point) {
    let members = point.entries.map { entry in
      let numbers = entry.value.doubles.map { $0.isFinite ? "\($0)" : "null" }
      return "\"\(entry.name)\":" + Self.nested(numbers[...], entry.value.shape.sizes[...])
    }
    json = "{\(members.joined(separator: ","))}"
  }

  private static func nested(_ numbers: ArraySlice<String>, _ sizes: ArraySlice<Int>) -> String {
    guard let size = sizes.first else { return numbers.joined() }
    let width = numbers.count / size
    let parts = (0..<size).map { k in
      let start = numbers.startIndex + k * width
      return nested(numbers[start..<start + width], sizes.dropFirst())
    }
    return "[\(parts.joined(separator: ","))]"
  }
}
