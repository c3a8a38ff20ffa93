extension Formula.Parser {
  /// The error for a token that cannot stand where it does.
  func unexpected(_ expected: String, advice: String? = nil) -> FormulaError {
    let isEnd = token.kind == .end
    let found = isEnd ? "the end of the formula" : scanner.text(at: token.range).quoted
    return error(expected: expected, found: found, advice: advice ?? adviceOnProduct)
  }

  /// The error for a token that cannot follow an operand in this bracket.
  func unexpected(after bracket: OpenBracket?) -> FormulaError {
    guard let bracket else { return unexpected("an operator or the end") }
    let closing = bracket.bracket.closing
    if token.kind == .end {
      return error(
        expected: "a '\(closing)' that closes this '\(bracket.bracket.rawValue)'",
        found: "the end of the formula", at: bracket.range)
    }
    return unexpected("an operator\(bracket.takesCommas ? ", ','" : "") or '\(closing)'")
  }

  /// For 2x and (a)(b), where an operand follows an operand.
  private var adviceOnProduct: String? {
    switch (previous?.kind, token.kind) {
    case (.number, .name), (.number, .open), (.close, .name), (.close, .open), (.close, .number):
      "write * for a product"
    default: nil
    }
  }

  func error(
    expected: String, found: String, advice: String? = nil, at place: Range<Int>? = nil
  ) -> FormulaError {
    FormulaError(
      expected: expected, found: found, advice: advice, in: scanner.text,
      at: place ?? token.range)
  }
}
