extension Formula {
  /// Turns tokens into nodes in postfix order.
  ///
  /// Operators and brackets wait on a stack until their last operand is complete (Dijkstra 1961,
  /// the shunting yard), not in calls of functions by one another: so no formula is too deep.
  struct Parser {
    /// What waits for the end of its last operand.
    enum Pending {
      case minus(Range<Int>)
      case binary(Operator, Range<Int>)
      /// The next of `brackets`.
      case bracket
    }

    var scanner: Scanner
    /// The first token that is not consumed, and the one before it.
    var token: Token
    var previous: Token?
    var pending: [Pending] = []
    var brackets: [OpenBracket] = []
    var nodes: [Node] = []

    init(_ text: String) throws(FormulaError) {
      scanner = Scanner(text)
      token = try scanner.next()
    }

    /// The nodes of the whole text.
    mutating func formula() throws(FormulaError) -> [Node] {
      if token.kind == .end { throw error(expected: "a formula", found: "nothing") }
      repeat { try operand() } while try operandFollows()
      return nodes
    }

    /// Signs and opening brackets, up to a number or a name.
    private mutating func operand() throws(FormulaError) {
      while true {
        switch token.kind {
        case .number(let value):
          return nodes.append(Node(kind: .number(value), range: try advance()))
        case .name(let name):
          let place = try advance()
          guard token.kind == .open(.round) else {
            return nodes.append(Node(kind: .name(name), range: place))
          }
          try call(name, place)
        case .binary(.add): try advance()
        case .binary(.subtract): pending.append(.minus(try advance()))
        case .open(.round): try open(.round, .group)
        case .open(.square): try open(.square, .list)
        case .binary, .close, .comma, .end:
          let isDouble =
            token.kind == .binary(.multiply) && previous?.kind == .binary(.multiply)
          throw unexpected(
            "a number, a name or '('", advice: isDouble ? "write ^ for a power" : nil)
        }
      }
    }

    /// What may stand behind an operand, up to where another operand must follow.
    ///
    /// - Returns: False at the end of the formula.
    private mutating func operandFollows() throws(FormulaError) -> Bool {
      while true {
        let bracket = brackets.last
        switch token.kind {
        case .binary(let found):
          try complete(before: found)
          pending.append(.binary(found, try advance()))
          return true
        case .open(.square):
          try open(.square, .index)
          return true
        case .comma where bracket?.takesCommas == true:
          endElement()
          try advance()
          brackets[brackets.count - 1].start = token.range.lowerBound
          return true
        case .close(let found) where found == bracket?.bracket:
          endElement()
          try advance()
          try close()
        case .end where bracket == nil:
          completeAll()
          return false
        case .number, .name, .open, .close, .comma, .end:
          throw unexpected(after: bracket)
        }
      }
    }

    /// Emits the operators that bind their last operand more tightly than `next` would.
    private mutating func complete(before next: Operator) throws(FormulaError) {
      while let last = pending.last {
        switch last {
        case .bracket: return
        case .minus where next.precedence == .power: return
        case .binary(let operation, _) where operation.precedence < next.precedence: return
        case .binary(.power, _) where next == .power: return
        case .binary(let operation, _)
        where operation.precedence == .comparison && next.precedence == .comparison:
          throw error(
            expected: "one comparison", found: "another one",
            advice: "write (a < b)*(b < c) for a < b < c")
        case .minus, .binary: completeLast()
        }
      }
    }

    /// Emits all operators since the innermost open bracket.
    mutating func completeAll() {
      while let last = pending.last {
        if case .bracket = last { return }
        completeLast()
      }
    }

    private mutating func completeLast() {
      switch pending.removeLast() {
      case .minus(let place): nodes.append(Node(kind: .negate, range: place))
      case .binary(let found, let place): nodes.append(Node(kind: .binary(found), range: place))
      case .bracket: break
      }
    }

    /// Consumes a token.
    ///
    /// - Returns: Its place.
    @discardableResult
    mutating func advance() throws(FormulaError) -> Range<Int> {
      let consumed = token
      previous = consumed
      token = try scanner.next()
      return consumed.range
    }
  }
}
