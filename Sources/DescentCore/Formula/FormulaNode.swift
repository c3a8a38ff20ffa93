extension Formula {
  /// One operation of a formula and the place that it is written at, in characters.
  ///
  /// A formula is an array of these in postfix order: each takes its operands from a stack and
  /// leaves its result there. So neither evaluating nor freeing a formula recurses.
  struct Node: Sendable {
    enum Kind: Sendable {
      case number(Double)
      case name(String)
      case negate
      case binary(Operator)
      case call(Function, arguments: Int)
      /// An entry along the first axis; operands: what is indexed, the index.
      case index
      /// As many operands, one after the other along a new first axis.
      case list(count: Int)
    }

    let kind: Kind
    let range: Range<Int>

    /// The name that this is.
    var name: String? { if case .name(let name) = kind { name } else { nil } }

    /// How many operands it takes.
    var operands: Int {
      switch kind {
      case .number, .name: 0
      case .negate: 1
      case .binary, .index: 2
      case .call(_, let count), .list(let count): count
      }
    }
  }

  /// An operator between two operands.
  enum Operator: String, Sendable {
    case less = "<"
    case lessEqual = "<="
    case greater = ">"
    case greaterEqual = ">="
    case equal = "=="
    case notEqual = "!="
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case product = "@"
    case power = "^"

    enum Precedence: Int, Comparable {
      case comparison, sum, product, power

      static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
    }

    var precedence: Precedence {
      switch self {
      case .less, .lessEqual, .greater, .greaterEqual, .equal, .notEqual: .comparison
      case .add, .subtract: .sum
      case .multiply, .divide, .product: .product
      case .power: .power
      }
    }
  }
}
