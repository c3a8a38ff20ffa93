package import DescentCore

/// Reads settings written as `key=value`.
///
/// - Parameter subject: What the settings belong to, for messages.
/// - Throws: For an item without `=`, an empty side, or a key that occurs twice.
package func keyValues(
  _ items: [String], of subject: String
) throws(DescentError) -> [String: String] {
  var result: [String: String] = [:]
  for item in items {
    let sides = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard sides.count == 2, !sides[0].isEmpty, !sides[1].isEmpty else {
      throw DescentError("setting of \(subject)", expected: "key=value", found: "'\(item)'")
    }
    let (key, value) = (String(sides[0]), String(sides[1]))
    if let first = result[key] {
      throw DescentError(
        "setting of \(subject)", expected: "each key once",
        found: "'\(key)=\(first)' and '\(key)=\(value)'")
    }
    result[key] = value
  }
  return result
}
