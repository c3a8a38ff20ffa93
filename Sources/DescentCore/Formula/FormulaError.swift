/// Why a text is not a formula, or cannot be computed with the values it was given.
///
/// It prints as one sentence, then the formula with carets under the place:
///
///     formula: expected a ')' that closes this '(', found the end of the formula
///       2*(x + 1
///         ^
public struct FormulaError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What would have been right.
  public let expected: String
  /// What was there instead.
  public let found: String
  /// What to do about it, where that is known.
  public let advice: String?
  /// The formula.
  public let formula: String
  /// The place in the formula, counted in characters.
  public let range: Range<Int>

  init(
    expected: String, found: String, advice: String? = nil, in formula: String, at range: Range<Int>
  ) {
    (self.expected, self.found, self.advice) = (expected, found, advice)
    (self.formula, self.range) = (formula, range)
  }

  public var description: String { DescentError(self).description }
}

extension DescentError {
  /// The same error, with the lines that show the place at the end of its text.
  public init(_ error: FormulaError) {
    let lines = Excerpt(of: error.formula, around: error.range).lines.map { "\n  \($0)" }.joined()
    self.init(
      "formula", expected: error.expected, found: error.found + (error.advice == nil ? lines : ""),
      advice: error.advice.map { $0 + lines })
  }
}

extension String {
  /// In quotes, for a message: cut when long, and without characters that would not show.
  var quoted: String {
    let shown = prefix(40).map { String($0.shown) }.joined()
    return "'\(shown)\(dropFirst(40).isEmpty ? "" : "…")'"
  }
}

extension Character {
  /// In quotes, for a message; its code where it would not show.
  var quoted: String {
    shown == self
      ? "'\(self)'" : "U+" + String(unicodeScalars.first?.value ?? 0, radix: 16, uppercase: true)
  }
}
