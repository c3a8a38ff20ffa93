import Foundation
import Testing

@testable import DescentCore

/// Each function of a number against Foundation's.
@Suite struct FormulaFunctionTests {
  private static let functions: [(String, @Sendable (Double) -> Double)] = [
    ("abs", { Foundation.fabs($0) }), ("floor", { Foundation.floor($0) }),
    ("ceil", { Foundation.ceil($0) }), ("round", { Foundation.rint($0) }),
    ("sqrt", { Foundation.sqrt($0) }), ("cbrt", { Foundation.cbrt($0) }),
    ("exp", { Foundation.exp($0) }),
    ("expm1", { Foundation.expm1($0) }), ("log", { Foundation.log($0) }),
    ("log1p", { Foundation.log1p($0) }), ("erf", { Foundation.erf($0) }),
    ("sin", { Foundation.sin($0) }), ("cos", { Foundation.cos($0) }),
    ("tan", { Foundation.tan($0) }), ("asin", { Foundation.asin($0) }),
    ("acos", { Foundation.acos($0) }), ("atan", { Foundation.atan($0) }),
    ("sinh", { Foundation.sinh($0) }), ("cosh", { Foundation.cosh($0) }),
    ("tanh", { Foundation.tanh($0) }), ("asinh", { Foundation.asinh($0) }),
    ("acosh", { Foundation.acosh($0) }), ("atanh", { Foundation.atanh($0) }),
    ("sign", { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }), ("relu", { Swift.max($0, 0) }),
    ("sigmoid", { 1 / (1 + Foundation.exp(-$0)) }),
    ("softplus", { Foundation.log1p(Foundation.exp($0)) }),
    ("norm", { Foundation.fabs($0) }), ("sum", { $0 }), ("mean", { $0 }), ("min", { $0 }),
    ("max", { $0 }), ("logsumexp", { $0 }), ("softmax", { _ in 1 }), ("transpose", { $0 }),
  ]

  @Test(arguments: functions)
  func `functions of a number`(name: String, f: @Sendable (Double) -> Double) throws {
    let formula = try Formula("\(name)(x)")
    for x in [-2.5, -0.75, -1e-9, 0, 0.3, 0.5, 1, 1.5, 2.5, 20] {
      expectClose([try formula.number(["x": x])], [f(x)], relative: 1e-14, "\(name)(\(x))")
    }
  }

  @Test(arguments: ["pow", "min", "max", "dot"])
  func `functions of two numbers`(name: String) throws {
    let formula = try Formula("\(name)(x, y)")
    for (x, y) in [(2.0, 3.0), (3, -2), (0.5, 0.5), (-2, 3), (0, 2), (4, 0)] {
      let expected =
        switch name {
        case "pow": Foundation.pow(x, y)
        case "min": Swift.min(x, y)
        case "max": Swift.max(x, y)
        default: x * y
        }
      expectClose([try formula.number(["x": x, "y": y])], [expected], relative: 1e-14, name)
    }
  }

  @Test func `every function of the table is tested here or is where`() {
    let tested = Set(Self.functions.map(\.0) + ["pow", "dot", "where"])
    #expect(Set(Formula.Function.all.map(\.name)) == tested)
  }
}
