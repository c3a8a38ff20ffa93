import Foundation

/// Formulas as papers print them, products without a sign: "2x1x2 - 10 (x3-x4)^2".
enum ProductText {
  /// The formula with a sign for every product, as the formula language needs it.
  static func withSigns(_ text: String) -> String {
    var tokens: [Substring] = []
    var rest = text[...]
    while let first = rest.first {
      let token = token(of: rest, first)
      rest = rest[token.endIndex...]
      if first.isWhitespace { continue }
      if let last = tokens.last, ends(last), begins(first) { tokens.append("*") }
      tokens.append(token)
    }
    return tokens.joined(separator: " ")
  }

  /// A number, a variable such as x12, a word, or one sign.
  private static func token(of text: Substring, _ first: Character) -> Substring {
    if first.isNumber {
      return text.prefixMatch(of: /[0-9]+(\.[0-9]*)?(e[-+]?[0-9]+)?/)?.output.0 ?? text.prefix(1)
    }
    if let variable = text.prefixMatch(of: /[xp][0-9]+/) { return variable.output }
    if first.isLetter { return text.prefix { $0.isLetter || $0 == "_" } }
    return text.prefix(1)
  }

  /// Whether a factor can end with a token: names of functions are words.
  private static func ends(_ token: Substring) -> Bool {
    token == ")" || token.last?.isNumber == true || token == "t" || token == "y"
  }

  private static func begins(_ character: Character) -> Bool {
    character == "(" || character.isNumber || character.isLetter
  }
}
