import Foundation

/// A value of a file whose keys are data.
enum JSONValue: Decodable, Hashable, Sendable {
  case null
  case flag(Bool)
  case number(Double)
  case text(String)
  case list([JSONValue])
  case object([String: JSONValue])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let list = try? container.decode([JSONValue].self) {
      self = .list(list)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  var number: Double? { if case .number(let value) = self { value } else { nil } }
  var list: [JSONValue]? { if case .list(let values) = self { values } else { nil } }
  var object: [String: JSONValue]? { if case .object(let values) = self { values } else { nil } }
  var name: String? { if case .text(let text) = self { text } else { nil } }

  /// All numbers of nested lists in their order.
  var numbers: [Double] { number.map { [$0] } ?? (list ?? []).flatMap(\.numbers) }

  /// As a setting is written.
  var text: String {
    switch self {
    case .null: "none"
    case .flag(let value): "\(value)"
    case .number(let value): "\(value)"
    case .text(let text): text
    case .list(let values): "[" + values.map(\.text).joined(separator: ", ") + "]"
    case .object: "an object"
    }
  }
}
