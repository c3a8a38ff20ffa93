import DescentCore
import Foundation

extension DescentError {
  /// The error of a JSON decoder, with the place inside the JSON added to `subject`.
  init(decoding error: any Error, subject: String) {
    guard let error = error as? DecodingError else {
      self.init(subject, expected: "readable JSON", found: error.localizedDescription)
      return
    }
    let path: [any CodingKey]
    let expected: String
    let found: String
    switch error {
    case .keyNotFound(let key, let context):
      (path, expected, found) = (context.codingPath, "the key '\(key.stringValue)'", "none")
    case .valueNotFound(let type, let context):
      (path, expected, found) = (context.codingPath, jsonName(of: type), "null")
    case .typeMismatch(let type, let context):
      (path, expected) = (context.codingPath, jsonName(of: type))
      found = mismatch(in: context.debugDescription)
    case .dataCorrupted(let context):
      // Foundation's decoder says no more than this of broken syntax and of 1.5 for an integer.
      (path, expected) = (context.codingPath, "valid JSON whose numbers fit their types")
      let isGeneral = context.debugDescription == "The given data was not valid JSON."
      found = isGeneral ? "other text" : context.debugDescription
    @unknown default:
      (path, expected, found) = ([], "readable JSON", "\(error)")
    }
    let place = path.map { $0.intValue.map { "[\($0)]" } ?? "'\($0.stringValue)'" }
    self.init(
      ([subject] + place).joined(separator: ", "), expected: expected,
      found: found.hasSuffix(".") ? String(found.dropLast()) : found)
  }
}

/// What JSON calls the counterpart of `type`.
private func jsonName(of type: any Any.Type) -> String {
  switch type {
  case is any BinaryInteger.Type: "an integer"
  case is any BinaryFloatingPoint.Type: "a number"
  case is String.Type: "a string"
  case is Bool.Type: "true or false"
  case is any Sequence.Type: "\(type)".hasPrefix("Dictionary") ? "an object" : "an array"
  default: "an object for \(type)"
  }
}

/// The part "a string" of a decoder's "Expected to decode Int but found a string instead."
private func mismatch(in description: String) -> String {
  guard let start = description.range(of: "but found ") else { return description }
  return description[start.upperBound...].replacingOccurrences(of: " instead.", with: "")
}
