import Foundation

/// A JSON object on one line, its keys in the order in which they are written.
///
/// What is nil or no finite number is left out, since JSON has no word for it.
struct JSONObject: ExpressibleByDictionaryLiteral, CustomStringConvertible, JSONFragment {
  private var members: [String]
  var description: String { "{\(members.joined(separator: ","))}" }
  var json: String { description }

  init(dictionaryLiteral members: (String, (any Encodable)?)...) {
    self.members = []
    for (key, value) in members { append(key, value) }
  }

  /// Adds a member, unless there is no word for its value.
  mutating func append(_ key: String, _ value: (any Encodable)?) {
    if let json = value.flatMap(Self.json) { members.append("\"\(key)\":\(json)") }
  }

  private static func json(_ value: any Encodable) -> String? {
    if let fragment = value as? any JSONFragment { return fragment.json }
    if let number = value as? Double { return number.isFinite ? "\(number)" : nil }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes]
    return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) }
  }
}

/// What is JSON already.
protocol JSONFragment: Encodable {
  var json: String { get }
}

/// Pieces of JSON one after the other in an array.
struct JSONFragments: JSONFragment {
  let json: String

  init(_ fragments: [some JSONFragment]) {
    json = "[" + fragments.map(\.json).joined(separator: ",") + "]"
  }
}
