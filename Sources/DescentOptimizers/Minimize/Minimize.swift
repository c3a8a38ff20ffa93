public import DescentCore

/// Searches for a minimum of a function of named variables.
///
///     let solution = try minimize(from: ["x": -1.2, "y": 1], using: Newton()) { v in
///       square(1 - v.x) + 100 * square(v.y - square(v.x))
///     }
///     solution.point["x"].scalar  // 1
///     solution.outcome.reason     // "gradient norm 3.1e-11 below 1e-10"
///
/// - Parameter start: The names and first values of the variables, float64.
/// - Parameter solver: `Newton()`, `LBFGS()`, or an update rule: `Optimizer(Adam(), learningRate: 0.1)`.
/// - Parameter stopping: When to stop.
/// - Parameter function: Traced; its result must be a scalar.
/// - Throws: If value or gradient at the start is not finite.
public func minimize(
  from start: Point, using solver: some Solver = Newton(), stopping: StoppingRule = StoppingRule(),
  _ function: @escaping @Sendable (Variables) -> Tensor
) throws(DescentError) -> Solution {
  try minimize(
    Objective(of: start.layout, function), from: start, using: solver, stopping: stopping)
}

/// Searches for a minimum of an objective.
///
/// - Parameter start: The names and first values of the variables, as in the objective's layout.
/// - Parameter stopping: When to stop.
/// - Parameter shouldStop: Asked after every step.
/// - Parameter onStep: Told every point, the start first, at which value and gradient are finite.
/// - Throws: If value or gradient at the start is not finite, the start is not within the bounds, the
///   objective has bounds or constraints that the solver has no means for, or the solver is not for
///   such variables or number of steps.
/// - Precondition: `start` has the names and shapes of the objective, in its order.
public func minimize<S: Solver>(
  _ objective: Objective, from start: Point, using solver: S,
  stopping: StoppingRule = StoppingRule(), shouldStop: () -> Bool = { false },
  onStep: (Iterate) -> Void = { _ in }
) throws(DescentError) -> Solution {
  require(
    start.layout == objective.layout,
    "minimize: the start has \(start.layout.entries), the objective \(objective.layout.entries)")
  try solver.check(objective, start)
  try solver.check(objective, steps: stopping.steps)
  var search = Search(objective, from: start, using: solver, stopping: stopping)
  try search.checkStart()
  onStep(search.state.iterate)
  while search.outcome == nil {
    if search.advance() { onStep(search.state.iterate) }
    if search.outcome == nil, shouldStop() { search.outcome = .interrupted }
  }
  return search.solution()
}
