extension Formula {
  /// The value of the formula for these values of its names, as part of a traced program.
  ///
  /// It has the widest floating-point type among the values, float64 when there are none; single
  /// numbers that are known take the type of the others, as those in the text do. Whole numbers
  /// and truth values count as floating-point numbers. Names that do not occur are ignored.
  ///
  /// - Throws: For a name without a value, shapes that do not fit, an index out of range.
  public func callAsFunction(_ values: [String: Tensor]) throws(FormulaError) -> Tensor {
    var evaluator = Evaluator(self, values)
    for node in nodes {
      do throws(Misfit) {
        try evaluator.apply(node)
      } catch {
        throw FormulaError(
          expected: error.expected, found: error.found, advice: error.advice, in: text,
          at: error.range ?? node.range)
      }
    }
    return evaluator.result
  }

  /// Why an operation cannot take its operands.
  struct Misfit: Error {
    var expected: String
    var found: String
    var advice: String?
    /// The operand at fault, when it is one of several.
    var range: Range<Int>?
  }
}

/// The stack of operands.
private struct Evaluator {
  private typealias Misfit = Formula.Misfit

  private let values: [String: Tensor]
  private let dtype: DType
  private var stack: [(tensor: Tensor, range: Range<Int>)] = []

  init(_ formula: Formula, _ values: [String: Tensor]) {
    self.values = values
    let used = (formula.names + formula.constants).compactMap { values[$0] }
    let types = used.filter { $0.constant == nil && $0.dtype.isFloating }.map(\.dtype)
    dtype = types.contains(.float64) ? .float64 : types.first ?? .float64
  }

  /// What is left on the stack.
  var result: Tensor { stack[0].tensor.cast(to: dtype) }

  mutating func apply(_ node: Formula.Node) throws(Formula.Misfit) {
    let operands = Array(stack.suffix(node.operands))
    let range = operands.reduce(node.range) { all, operand in
      min(all.lowerBound, operand.range.lowerBound)..<max(all.upperBound, operand.range.upperBound)
    }
    let result = try result(of: node, operands)
    stack.removeLast(operands.count)
    stack.append((result, range))
  }

  private func result(
    of node: Formula.Node, _ operands: [(tensor: Tensor, range: Range<Int>)]
  ) throws(Formula.Misfit) -> Tensor {
    let x = operands.map(\.tensor)
    switch node.kind {
    case .number(let value): return Tensor(value)
    case .name(let name): return try value(of: name)
    case .negate: return -x[0]
    case .binary(let found): return try Formula.result(of: found, x[0], x[1], dtype)
    case .call(let function, _): return try function.apply(x)
    case .index: return try Formula.entry(of: x[0], at: x[1])
    case .list:
      // Each must be as the first.
      for (element, range) in operands where element.shape != x[0].shape {
        throw Misfit(
          expected: "elements of one shape, \(x[0].shape) like the first",
          found: "\(element.shape)", range: range)
      }
      return try Formula.stacked(x, dtype)
    }
  }

  /// The value given for a name, else the constant of that name.
  private func value(of name: String) throws(Formula.Misfit) -> Tensor {
    if let value = values[name] {
      guard value.shape.sizes.allSatisfy({ $0 > 0 }) else {
        throw Misfit(
          expected: "a value with elements", found: "\(name.quoted) of shape \(value.shape)")
      }
      // A number that is known serves as index and exponent, and so must what is made of it.
      if let number = value.constant { return Tensor(number) }
      return value.dtype.isFloating ? value : value.cast(to: dtype)
    }
    if let value = Formula.constant(name) { return Tensor(value) }
    let names = values.keys.sorted()
    let near = Formula.suggestion(for: name, among: names + ["pi", "e"])
    let isFunction = Formula.Function.named(name) != nil
    throw Misfit(
      expected: names.isEmpty ? "a value of each name" : "one of \(names.joined(separator: ", "))",
      found: name.quoted,
      advice: isFunction
        ? "a function is written with its arguments, '\(name)(...)'"
        : near.map { "did you mean '\($0)'?" })
  }
}
