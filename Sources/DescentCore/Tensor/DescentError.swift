/// A mistake in what a user gave: a file, a flag, a column, a name.
///
/// It prints as one sentence that names the thing, what was expected and what was found.
public struct DescentError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is at fault: a path with a place in it, a flag, a name.
  public var subject: String
  /// What would have been right.
  public var expected: String
  /// What was there instead.
  public var found: String
  /// What to do about it, where that is known: a nearest name, a command to run.
  public var advice: String?

  /// An error about `subject`.
  public init(_ subject: String, expected: String, found: String, advice: String? = nil) {
    self.subject = subject
    self.expected = expected
    self.found = found
    self.advice = advice
  }

  public var description: String {
    "\(subject): expected \(expected), found \(found)" + (advice.map { "; \($0)" } ?? "")
  }
}

extension DescentError {
  /// The error for a name that is not in `names`, with the nearest valid one as advice.
  public static func unknown(_ kind: String, _ name: String, among names: [String]) -> Self {
    let advice = nearest(to: name, among: names).map { "did you mean '\($0)'?" }
    // Of a long list only what looks like it.
    let shown = names.count > 20 ? Array(ranked(names, by: name).prefix(6)) : names
    let rest = names.count > shown.count ? " and \(names.count - shown.count) others" : ""
    let list = shown.sorted().joined(separator: ", ") + rest
    return Self(kind, expected: "one of \(list)", found: "'\(name)'", advice: advice)
  }
}

/// The names, those first that differ least from `name`.
private func ranked(_ names: [String], by name: String) -> [String] {
  names.map { (distance: editDistance(name.lowercased(), $0.lowercased()), name: $0) }
    .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.map(\.name)
}

extension Double {
  /// For messages: as Swift prints it, but NaN without the sign that processors give it.
  package var shown: String { isNaN ? "nan" : "\(self)" }
}

/// The name nearest to `name` by edit distance, if it is near enough to be a misspelling.
package func nearest(to name: String, among names: [String]) -> String? {
  guard let best = ranked(names, by: name).first else { return nil }
  let distance = editDistance(name.lowercased(), best.lowercased())
  return distance <= max(2, name.count / 3) ? best : nil
}

/// Levenshtein's distance: insertions, deletions and substitutions that turn `a` into `b`.
private func editDistance(_ a: String, _ b: String) -> Int {
  let b = Array(b)
  var row = Array(0...b.count)
  for (i, x) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, y) in b.enumerated() {
      let substituted = diagonal + (x == y ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(substituted, row[j] + 1, row[j + 1] + 1)
    }
  }
  return row[b.count]
}
