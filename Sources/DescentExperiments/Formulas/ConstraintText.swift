import DescentCore
import DescentOptimizers

/// A condition as a user writes it: "x + y <= 1", "norm(w) = 1".
struct ConstraintText {
  /// As it was written.
  let text: String
  let kind: Constraint.Kind
  /// What must be 0, or not above 0.
  let formula: Formula

  /// - Throws: For what has not exactly one of <=, >=, = and ==, or sides that are no formulas.
  init(_ text: String) throws(DescentError) {
    let marks = text.matches(of: /<=|>=|==|<|>|=/)
    guard marks.count == 1, let mark = marks.first else {
      throw DescentError(
        "--subject-to", expected: "a condition with one of <=, >= or =, such as 'x+y<=1'",
        found: "'\(text)'")
    }
    let left = String(text[..<mark.range.lowerBound])
    let right = String(text[mark.range.upperBound...])
    for side in [left, right] { _ = try Self.formula(side) }
    kind = mark.output.contains("<") || mark.output.contains(">") ? .inequality : .equality
    self.text = text
    formula = try Self.formula(
      mark.output.hasPrefix(">") ? "(\(right)) - (\(left))" : "(\(left)) - (\(right))")
  }

  private static func formula(_ text: String) throws(DescentError) -> Formula {
    do throws(FormulaError) { return try Formula(text) } catch { throw DescentError(error) }
  }

  /// The condition on variables of this layout.
  func constraint(
    on layout: VariableLayout, constants: [String: NDArray], precision: DType
  ) throws(DescentError) -> Constraint {
    let (formula, constants) = (formula, constants.mapValues { $0.converted(to: precision) })
    @Sendable func value(_ variables: Variables) throws(FormulaError) -> Tensor {
      try formula(constants.mapValues { Tensor($0) }.merging(variables.tensors) { $1 })
    }
    do throws(FormulaError) { _ = try value(.probes(of: layout, precision)) } catch {
      throw DescentError(error)
    }
    @Sendable func checked(_ variables: Variables) -> Tensor {
      do throws(FormulaError) { return try value(variables) } catch { fatalError("\(error)") }
    }
    return kind == .equality ? .equality(text, checked) : .inequality(text, checked)
  }
}
