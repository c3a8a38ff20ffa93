public import DescentCore
import Foundation

/// The texts of a checkpoint, read and written as values of a type.
///
/// Every value comes back exactly as it was set: a double is written with the fewest decimals
/// that tell it from its neighbors, or as `inf`, `-inf` or `nan` (of a NaN neither sign nor
/// payload is kept).
public struct CheckpointMetadata: Hashable, Sendable {
  /// The texts by key, as a file's metadata hold them.
  public private(set) var values: [String: String]
  /// The file that errors name.
  public let path: String

  /// The texts `values` of the file at `path`.
  public init(_ values: [String: String] = [:], path: String) {
    self.values = values
    self.path = path
  }

  /// The text of `key`.
  public func string(_ key: String) throws(DescentError) -> String {
    try value(key, "a text") { $0 }
  }

  /// The integer of `key`.
  public func integer(_ key: String) throws(DescentError) -> Int {
    try value(key, "an integer") { Int($0) }
  }

  /// The integer of `key`, which has 64 bits and no sign, such as a seed.
  public func unsigned64(_ key: String) throws(DescentError) -> UInt64 {
    try value(key, "an integer from 0 to 2⁶⁴ − 1") { UInt64($0) }
  }

  /// The number of `key`.
  public func double(_ key: String) throws(DescentError) -> Double {
    try value(key, "a number") { Double($0) }
  }

  /// The value of `key`, which is written as JSON.
  public func json<T: Decodable>(_ key: String, as type: T.Type = T.self) throws(DescentError) -> T
  {
    let text = try string(key)
    do {
      return try Self.decoder.decode(type, from: Data(text.utf8))
    } catch {
      throw DescentError(decoding: error, subject: subject(key))
    }
  }

  /// Sets the text of `key`.
  public mutating func set(_ key: String, _ value: String) { values[key] = value }

  /// Sets the integer of `key`.
  public mutating func set(_ key: String, _ value: Int) { values[key] = String(value) }

  /// Sets the integer of `key`.
  public mutating func set(_ key: String, _ value: UInt64) { values[key] = String(value) }

  /// Sets the number of `key`.
  public mutating func set(_ key: String, _ value: Double) {
    values[key] = value.isNaN ? "nan" : "\(value)"
  }

  /// Sets the value of `key`, written as JSON with sorted keys.
  ///
  /// - Throws: If `value` cannot be written as JSON.
  public mutating func set(_ key: String, json value: some Encodable) throws(DescentError) {
    do {
      values[key] = String(decoding: try Self.encoder.encode(value), as: UTF8.self)
    } catch {
      throw DescentError(subject(key), expected: "a value that JSON can hold", found: "\(error)")
    }
  }

  private func value<T>(
    _ key: String, _ expected: String, _ parse: (String) -> T?
  ) throws(DescentError) -> T {
    guard let text = values[key] else {
      let advice = nearest(to: key, among: Array(values.keys)).map { "there is '\($0)'" }
      throw DescentError(subject(key), expected: expected, found: "no such key", advice: advice)
    }
    guard let value = parse(text) else {
      let shown = text.count > 40 ? text.prefix(40) + "…" : text[...]
      throw DescentError(subject(key), expected: expected, found: "'\(shown)'")
    }
    return value
  }

  private func subject(_ key: String) -> String { "\(path), metadata '\(key)'" }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return encoder
  }

  private static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return decoder
  }
}
