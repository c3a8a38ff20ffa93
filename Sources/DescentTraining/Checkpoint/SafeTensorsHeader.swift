import DescentCore

/// What the JSON at the start of a safetensors file says, checked against the file's size.
struct SafeTensorsHeader {
  struct Entry {
    var name: String
    var dtype: DType
    var shape: Shape
    /// Where the bytes lie, counted from the end of the header.
    var offsets: Range<Int>
  }

  /// The longest header that the reference implementation reads.
  static let longest = 100_000_000

  var metadata: [String: String]
  /// In the order of their bytes, which follow one another without gaps from 0 on.
  var entries: [Entry]
}

// MARK: Writing

extension SafeTensorsHeader {
  init(describing contents: SafeTensors) {
    metadata = contents.metadata
    entries = []
    var end = 0
    for (name, array) in contents.tensors.sorted(by: Self.precedes) {
      let start = end
      end += array.count * array.dtype.size
      entries.append(
        Entry(name: name, dtype: array.dtype, shape: array.shape, offsets: start..<end))
    }
  }

  private typealias Item = (key: String, value: NDArray)

  private static func precedes(_ a: Item, _ b: Item) -> Bool {
    let (p, q) = (a.value.dtype.safeTensors.place, b.value.dtype.safeTensors.place)
    return p == q ? a.key.utf8.lexicographicallyPrecedes(b.key.utf8) : p < q
  }

  /// Everything that comes before the data.
  func encoded(for path: String) throws(DescentError) -> [UInt8] {
    if entries.contains(where: { $0.name == "__metadata__" }) {
      throw DescentError(
        path, expected: "another tensor name", found: "'__metadata__', which the format reserves")
    }
    let members = (metadata.isEmpty ? [] : [encodedMetadata]) + entries.map(\.encoded)
    var json = Array("{\(members.joined(separator: ","))}".utf8)
    json += Array(repeating: UInt8(ascii: " "), count: (8 - json.count % 8) % 8)
    guard json.count <= Self.longest else {
      throw DescentError(
        path, expected: "names and metadata of at most \(Self.longest) bytes",
        found: "\(json.count)")
    }
    return (0..<8).map { UInt8(truncatingIfNeeded: json.count >> (8 * $0)) } + json
  }

  private var encodedMetadata: String {
    let sorted = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    let members = sorted.map { "\(jsonString($0.key)):\(jsonString($0.value))" }
    return "\"__metadata__\":{\(members.joined(separator: ","))}"
  }
}

extension SafeTensorsHeader.Entry {
  fileprivate var encoded: String {
    let sizes = shape.sizes.map(String.init).joined(separator: ",")
    return jsonString(name) + ":{\"dtype\":\"\(dtype.safeTensors.name)\",\"shape\":[\(sizes)],"
      + "\"data_offsets\":[\(offsets.lowerBound),\(offsets.upperBound)]}"
  }
}

extension DType {
  /// The name of this type in a safetensors header, and where its arrays stand among the others.
  var safeTensors: (name: String, place: Int) {
    switch self {
    case .float64: ("F64", 0)
    case .float32: ("F32", 1)
    case .int32: ("I32", 2)
    case .uint8: ("U8", 3)
    case .bool: ("BOOL", 4)
    }
  }
}

/// `text` as a JSON string with only the escapes that JSON demands.
private func jsonString(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\u{8}": result += "\\b"
    case "\u{c}": result += "\\f"
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    case ..<" ":
      let digits = String(scalar.value, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}
