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

extension Solver {
  /// Throws where a matrix of all variables would take more than 2 GiB.
  func checkMatrix(of objective: Objective, advice: String) throws(DescentError) {
    let count = objective.layout.count
    guard count > 1 << 14 else { return }
    throw DescentError(
      methodName, expected: "at most \(1 << 14) variables, for whose matrix there is memory",
      found: "\(count)", advice: advice)
  }
}

extension DescentError {
  /// What a method says that cannot do without a model and its loss.
  static func modelNeeded(by method: String, found: String) -> DescentError {
    DescentError(
      method, expected: "the loss of a model on data, as in `train`", found: found)
  }
}

extension CurvatureMatrix {
  /// Throws where a function does not have this matrix.
  func check(_ objective: Objective, for method: String) throws(DescentError) {
    guard self != .hessian, objective.composition == nil else { return }
    throw .modelNeeded(by: "\(method) with curvature=\(rawValue)", found: "a function")
  }
}
