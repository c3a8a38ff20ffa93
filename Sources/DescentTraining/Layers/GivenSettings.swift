import DescentCore
import DescentOptimizers

/// The settings that were given with a name, each taken once.
struct GivenSettings {
  let name: String
  private var values: [String: String]
  private var known: [String] = []

  /// Those of `NAME:KEY=VALUE,KEY=VALUE`.
  init(_ text: String) throws(DescentError) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    name = String(parts[0])
    let items = parts.count == 1 ? [] : parts[1].split(separator: ",").map(String.init)
    values = try keyValues(items, of: name)
  }

  /// The number of `key`; nil if it was not given.
  mutating func take(
    _ key: String, _ expected: String, where isValid: (Double) -> Bool
  ) throws(DescentError) -> Double? {
    known.append(key)
    guard let text = values.removeValue(forKey: key) else { return nil }
    guard let value = Double(text), value.isFinite, isValid(value) else {
      throw DescentError("\(key) of \(name)", expected: expected, found: "'\(text)'")
    }
    return value
  }

  /// The number from 0 to 1 of `key`; nil if it was not given.
  mutating func takeShare(_ key: String) throws(DescentError) -> Double? {
    try take(key, "a number from 0 to 1") { (0...1).contains($0) }
  }

  /// Throws if any is left.
  func finish() throws(DescentError) {
    guard let key = values.keys.min() else { return }
    let subject = "setting of \(name)"
    if known.isEmpty { throw DescentError(subject, expected: "none", found: "'\(key)'") }
    throw .unknown(subject, key, among: known)
  }
}
