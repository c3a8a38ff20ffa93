extension Formula {
  /// A function that formulas can call.
  struct Function: Sendable {
    let name: String
    /// How many arguments it takes.
    let arguments: ClosedRange<Int>
    let apply: @Sendable ([Tensor]) throws(Misfit) -> Tensor

    init(
      _ name: String, _ arguments: ClosedRange<Int>,
      _ apply: @escaping @Sendable ([Tensor]) throws(Misfit) -> Tensor
    ) {
      (self.name, self.arguments, self.apply) = (name, arguments, apply)
    }

    /// A function of each element.
    init(_ f: Unary) {
      self.init(f.rawValue, 1...1) { .apply(f, $0[0]) }
    }

    // swift-format-ignore
    static let all: [Function] = [Unary](
      [.abs, .sign, .floor, .ceil, .round, .sqrt, .cbrt, .exp, .expm1, .log, .log1p, .erf,
       .sin, .cos, .tan, .asin, .acos, .atan, .sinh, .cosh, .tanh, .asinh, .acosh, .atanh,
       .sigmoid, .softplus, .relu]
    ).map { Function($0) } + [
      Function("pow",       2...2)    { x throws(Misfit) in try power(x[0], x[1], "pow") },
      Function("min",       1...most) { x throws(Misfit) in try extreme(.minimum, x, "min") },
      Function("max",       1...most) { x throws(Misfit) in try extreme(.maximum, x, "max") },
      Function("where",     3...3)    { x throws(Misfit) in try chosen(x[0], x[1], x[2]) },
      Function("sum",       1...1)    { x in x[0].sum() },
      Function("mean",      1...1)    { x in x[0].mean() },
      Function("norm",      1...1)    { x in norm(x[0]) },
      Function("logsumexp", 1...1)    { x in logSumExp(x[0].flattened) },
      Function("softmax",   1...1)    { x in softmax(x[0]) },
      Function("dot",       2...2)    { x throws(Misfit) in try dot(x[0], x[1]) },
      Function("transpose", 1...1)    { x in transposed(x[0]) },
    ]

    private static let most = Int.max

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    static func named(_ name: String) -> Function? { byName[name] }

    /// "1 argument of 'exp'".
    var signature: String {
      let count = arguments.lowerBound
      let bound = arguments.count == 1 ? "" : "at least "
      return "\(bound)\(count) argument\(count == 1 ? "" : "s") of '\(name)'"
    }

    /// What to write instead of `name`, which is no function.
    static func advice(for name: String) -> String {
      if let known = elsewhere[name.lowercased()] { return "it is '\(known)' here" }
      let names = all.map(\.name)
      if let near = Formula.suggestion(for: name, among: names) { return "did you mean '\(near)'?" }
      return "the functions are \(names.sorted().joined(separator: ", "))"
    }

    /// Names of these functions in other languages.
    private static let elsewhere = [
      "ln": "log", "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arcsinh": "asinh",
      "arccosh": "acosh", "arctanh": "atanh", "fabs": "abs", "sgn": "sign", "average": "mean",
      "avg": "mean", "power": "pow", "minimum": "min", "maximum": "max", "if": "where",
      "select": "where", "inner": "dot", "logistic": "sigmoid", "expit": "sigmoid",
      "matmul": "@", "lse": "logsumexp",
    ]
  }

  /// The one of `names` that `name` may be a misspelling of. Two letters are too few to tell.
  static func suggestion(for name: String, among names: [String]) -> String? {
    let other = names.first { $0.lowercased() == name.lowercased() }
    return other ?? ((3...40).contains(name.count) ? nearest(to: name, among: names) : nil)
  }
}
