import Descent
import DescentProblems
import Foundation
import Testing

/// Functions are those of this library's collection where it has the problem, else what the formula
/// of the file says; data and conditions are always the file's.
extension MinimizerProblem {
  /// What a search minimizes.
  ///
  /// - Parameter needsResiduals: Whether as half a sum of squares, or what a robust loss makes of it.
  func objective(_ search: RecordedSearch, needsResiduals: Bool) throws -> Objective {
    let loss = try #require(search.loss, "no loss '\(search.options.loss ?? "")'")
    var objective = try needsResiduals ? leastSquares(loss) : self.objective()
    objective.bounds = search.bounds ?? Bounds(lower, upper)
    objective.constraints = try (conditions ?? []).map(constraint)
    return objective
  }

  /// The function alone; of data the sum of the squares of its residuals.
  func objective() throws -> Objective {
    if let collected { return collected.objective(threads: 1) }
    let function = try traced(isFit ? residualText() : formula)
    return Objective(of: layout, threads: 1) { [isFit] v in
      isFit ? square(function(v)).sum() : function(v)
    }
  }

  private func leastSquares(_ loss: RobustLoss) throws -> Objective {
    if let collected { return collected.leastSquares(loss: loss, threads: 1) }
    return Objective(leastSquaresOf: layout, loss: loss, threads: 1, try traced(residualText()))
  }

  /// "p1*exp(-p2*t) - y" of "residuals r_i = p1*exp(-p2*t_i) - y_i".
  private func residualText() throws -> String {
    let text = try #require(
      isFit ? formula.split(separator: "=").last : nil, "\(id): no residuals in '\(formula)'")
    return String(text).replacing("_i", with: "")
  }

  private func constraint(_ condition: Condition) throws -> Constraint {
    let function = try traced(condition.expression)
    if condition.type == "= 0" { return .equality(condition.expression, function) }
    try #require(condition.type == ">= 0", "unknown condition '\(condition.type)'")
    return .inequality(condition.expression) { -function($0) }
  }

  /// By how much a point misses the conditions, the most of all.
  func violation(at x: [Double]) throws -> Double {
    try (conditions ?? []).reduce(0) { most, condition in
      var oracle = Oracle(Objective(of: layout, threads: 1, try traced(condition.expression)))
      let value = oracle.value(at: NDArray(x))
      return max(most, condition.type == "= 0" ? abs(value) : -value)
    }
  }

  private var isFit: Bool { formula.hasPrefix("residuals") }

  /// The problem of this library, if it has this one.
  private var collected: TestProblem? {
    if isFit || conditions != nil { return nil }
    return TestProblem.named(id).flatMap { $0.dimension == dimension ? $0 : nil }
  }

  /// One vector, or for a formula its variables.
  private var layout: VariableLayout {
    if collected != nil { return VariableLayout([("x", [dimension])]) }
    return VariableLayout((1...dimension).map { ("\(isFit ? "p" : "x")\($0)", []) })
  }

  private func traced(_ text: String) throws -> @Sendable (Variables) -> Tensor {
    let formula = try Formula(ProductText.withSigns(text))
    let constants = data.mapValues { NDArray($0) }
    return { variables in
      do throws(FormulaError) {
        return try formula(constants.mapValues { Tensor($0) }.merging(variables.tensors) { $1 })
      } catch {
        fatalError("\(text): \(error)")
      }
    }
  }
}
