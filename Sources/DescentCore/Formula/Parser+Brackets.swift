extension Formula.Parser {
  /// A bracket that is open, and what for.
  struct OpenBracket {
    enum Purpose {
      case group
      case call(Formula.Function, Range<Int>)
      case list
      case index
    }

    let bracket: Formula.Bracket
    let purpose: Purpose
    let range: Range<Int>
    /// Where the element begins that is being read, and how many are complete.
    var start: Int
    var elements = 0

    var takesCommas: Bool { if case .group = purpose { false } else { true } }
  }

  mutating func call(_ name: String, _ place: Range<Int>) throws(FormulaError) {
    guard let function = Formula.Function.named(name) else {
      throw error(
        expected: "a function", found: name.quoted, advice: Formula.Function.advice(for: name),
        at: place)
    }
    try open(.round, .call(function, place))
    if token.kind == .close(.round) {
      throw error(expected: function.signature, found: "none", at: place)
    }
  }

  mutating func open(
    _ bracket: Formula.Bracket, _ purpose: OpenBracket.Purpose
  ) throws(FormulaError) {
    let place = try advance()
    pending.append(.bracket)
    brackets.append(
      OpenBracket(
        bracket: bracket, purpose: purpose, range: place, start: token.range.lowerBound))
  }

  /// Ends an element of the innermost bracket, before a comma or the closing bracket.
  mutating func endElement() {
    completeAll()
    brackets[brackets.count - 1].elements += 1
    let bracket = brackets[brackets.count - 1]
    if case .index = bracket.purpose {  // A[0, 1] is A[0][1]
      nodes.append(Formula.Node(kind: .index, range: bracket.start..<end))
    }
  }

  /// Emits what the innermost bracket is, after its closing one was consumed.
  mutating func close() throws(FormulaError) {
    pending.removeLast()
    let closed = brackets.removeLast()
    switch closed.purpose {
    case .group, .index: break
    case .list:
      let range = closed.range.lowerBound..<end
      nodes.append(Formula.Node(kind: .list(count: closed.elements), range: range))
    case .call(let function, let place):
      guard function.arguments.contains(closed.elements) else {
        throw error(expected: function.signature, found: "\(closed.elements)", at: place)
      }
      nodes.append(Formula.Node(kind: .call(function, arguments: closed.elements), range: place))
    }
  }

  /// Where the last consumed token ends.
  private var end: Int { previous?.range.upperBound ?? 0 }
}
