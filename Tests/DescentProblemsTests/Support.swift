import DescentCore
import DescentOptimizers
import DescentProblems
import Testing

/// The function of a problem.
func value(of problem: TestProblem, at x: [Double]) -> Double {
  var oracle = Oracle(problem.objective(threads: 1))
  return oracle.value(at: NDArray(x))
}

/// To some hundred roundings.
func expectClose(
  _ found: Double, _ expected: Double, relative: Double = 1e-13,
  at location: Testing.SourceLocation = #_sourceLocation
) {
  #expect(
    abs(found - expected) <= relative * abs(expected), "\(found) instead of \(expected)",
    sourceLocation: location)
}
