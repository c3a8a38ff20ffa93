import Foundation
import Testing

@testable import DescentCore

/// Derivatives of formulas against closed forms.
@Suite struct FormulaGradientTests {
  private func gradient(
    _ text: String, _ name: String, _ values: [String: NDArray]
  ) throws -> [Double] { try Formula(text).gradient(name, at: values) }

  @Test func `Rosenbrock's function`() throws {
    let (x, y) = (-1.2, 1.0)
    let values = ["x": NDArray(scalar: x), "y": NDArray(scalar: y)]
    let text = "(1 - x)^2 + 100*(y - x^2)^2"
    expectClose(
      try gradient(text, "x", values), [-2 * (1 - x) - 400 * x * (y - x * x)], relative: 1e-14)
    expectClose(try gradient(text, "y", values), [200 * (y - x * x)], relative: 1e-14)
  }

  @Test func `a quadratic form`() throws {
    let values = [
      "x": NDArray([1.0, -2]), "A": NDArray([4.0, 1, 1, 3], shape: [2, 2]),
      "b": NDArray([1.0, 2]),
    ]
    expectClose(
      try gradient("0.5*x @ A @ x - dot(b, x)", "x", values), [4 - 2 - 1, 1 - 6 - 2],
      relative: 1e-14)
  }

  @Test func `elements, lists, choices and functions`() throws {
    let x = ["x": NDArray([0.5, -1.5, 2])]
    expectClose(try gradient("x[0]*x[2]^3", "x", x), [8, 0, 6], relative: 1e-14)
    expectClose(
      try gradient("sum([x[0], 2*x[1]]^2)", "x", x), [1, -12, 0], relative: 1e-14)
    expectClose(try gradient("where(x > 0, x^2, 3*x)", "x", x), [1, 3, 4], relative: 1e-14)
    expectClose(
      try gradient("exp(sin(x))", "x", x),
      [0.5, -1.5, 2].map { (x: Double) in cos(x) * exp(sin(x)) }, relative: 1e-13)
    expectClose(
      try gradient("norm(x)", "x", x), [0.5, -1.5, 2].map { $0 / sqrt(6.5) }, relative: 1e-14)
    let total = exp(0.5) + exp(-1.5) + exp(2)
    expectClose(
      try gradient("logsumexp(x)", "x", x), [0.5, -1.5, 2].map { exp($0) / total },
      relative: 1e-13)
  }

  @Test func `the norm has derivative zero at zero`() throws {
    let zero = ["x": NDArray([0.0, 0])]
    #expect(try gradient("norm(x)", "x", zero) == [0, 0])
    #expect(try gradient("norm(x)^2", "x", zero) == [0, 0])
    #expect(try Formula("norm(x)").run(zero).doubles == [0])
  }

  @Test func `derivatives at large arguments are finite`() throws {
    let large = ["x": NDArray([1e4, -1e4, 0])]
    #expect(try gradient("logsumexp(x)", "x", large) == [1, 0, 0])
    #expect(try gradient("softmax(x)^2", "x", large) == [0, 0, 0])
  }

  private static let secondDerivatives: [(String, Double, Double)] = [
    ("x^2", 0.0, 2.0), ("x^3", 0, 0), ("x^3", -2, -12), ("x^4", -2, 48), ("x^4", 0, 0),
    ("x^1", 0, 0), ("x^0", 0, 0), ("x^-1", -2, -0.25), ("x^-2", 1, 6), ("x^20", 0, 0),
    ("x^17", -1, -272), ("x^2.5", 4, 7.5), ("2^x", 0, 0.4804530139182014),
    ("sin(x)", 1, -0.8414709848078965),
    ("norm(x)", 0, 0),
  ]

  @Test(arguments: secondDerivatives)
  func `second derivatives, at zero and of negative bases`(
    text: String, x: Double, expected: Double
  ) throws {
    expectClose(
      [try Formula(text).secondDerivative("x", at: x)], [expected], relative: 1e-13, text)
  }

  @Test func `a negative base with an exponent that is data`() throws {
    let values = ["x": NDArray([-2.0, -2]), "p": NDArray([2.0, 3])]
    #expect(try gradient("x^p", "x", values) == [-4, 12])
  }
}
