import DescentCore

extension Solver {
  /// Throws if the method cannot do what the objective asks for.
  func check(_ objective: Objective, _ start: Point) throws(DescentError) {
    let subject = "method for this function"
    if needsResiduals, objective.residuals == nil {
      throw DescentError(
        subject, expected: "one that does not need residuals", found: methodName,
        advice: "residuals are seen in a sum of squares")
    }
    if !objective.constraints.isEmpty, !respectsConstraints {
      throw DescentError(
        subject,
        expected: "one that respects constraints, "
          + SolverRegistry.names(where: \.respectsConstraints), found: methodName)
    }
    guard let bounds = objective.bounds else { return }
    guard respectsBounds else {
      throw DescentError(
        subject,
        expected: "one that respects bounds, "
          + SolverRegistry.names(where: \.respectsBounds), found: methodName)
    }
    let x = start.vector(.float64).doubles
    require(
      bounds.lower.count == x.count, "bounds: \(bounds.lower.count) for \(x.count) variables")
    guard bounds.contains(x) else {
      throw DescentError("start", expected: "a point within the bounds", found: "\(start)")
    }
  }
}
