import DescentCore
public import DescentOptimizers

/// A function to try minimizers on: from where, and what is known of its minima.
///
///     let problem = MoreGarbowHillstrom.wood
///     let solution = try minimize(problem.objective(), from: problem.point(problem.start))
///     problem.isMinimum(solution.value)  // true
///
/// Its variables are one vector called `x`.
public struct TestProblem: Sendable, CustomStringConvertible {
  /// What it is called, in kebab-case.
  public let name: String
  /// Its number in the collection that it belongs to.
  public let number: Int?
  /// Where it was published.
  public let source: String
  /// Where searches begin.
  public let start: [Double]
  /// What is known; others may be found.
  public let minima: [Minimum]
  /// The intervals that the variables must stay in, if any.
  public let bounds: Bounds?
  /// What must hold at a minimum, beside bounds.
  public let conditions: [Condition]
  /// How many residuals there are, if the function is a sum of squares.
  public let residualCount: Int?
  private let function: @Sendable (Tensor) -> Tensor
  private let residuals: (@Sendable (Tensor) -> [Tensor])?

  /// The sum of the squares of residuals: all elements of what the closure gives.
  init(
    _ name: String, number: Int? = nil, from start: [Double], residuals m: Int,
    minima: [Minimum], source: String, _ residuals: @escaping @Sendable (Tensor) -> [Tensor]
  ) {
    (self.name, self.number, self.source, self.start) = (name, number, source, start)
    (self.minima, bounds, conditions, residualCount) = (minima, nil, [], m)
    self.residuals = residuals
    // The parts are summed one by one: put together, they would be a vector to write and to read.
    function = { x in
      let sums = residuals(x).map { square($0).sum() }
      return sums.dropFirst().reduce(sums[0], +)
    }
  }

  /// Any function, with conditions.
  init(
    _ name: String, number: Int? = nil, from start: [Double], within bounds: Bounds? = nil,
    subjectTo conditions: [Condition] = [], minima: [Minimum], source: String,
    _ function: @escaping @Sendable (Tensor) -> Tensor
  ) {
    (self.name, self.number, self.source, self.start) = (name, number, source, start)
    (self.minima, self.bounds, self.conditions) = (minima, bounds, conditions)
    (self.function, residuals, residualCount) = (function, nil, nil)
  }

  /// How many variables there are.
  public var dimension: Int { start.count }

  /// "wood (4 variables)".
  public var description: String { "\(name) (\(dimension) variables)" }
}

extension TestProblem {
  /// The function, within its bounds and subject to its conditions.
  ///
  /// - Parameter threads: How many share the work; nil for one a processor.
  public func objective(threads: Int? = nil) -> Objective {
    var objective = Objective(of: layout, threads: threads) { [function] in function($0.x) }
    objective.bounds = bounds
    objective.constraints = conditions.map(\.constraint)
    return objective
  }

  /// Half the sum of the squares of the residuals, or what a robust loss makes of them.
  ///
  /// - Precondition: The function is a sum of squares.
  public func leastSquares(loss: RobustLoss = .linear, threads: Int? = nil) -> Objective {
    guard let residuals else { fatalError("TestProblem: \(name) is no sum of squares") }
    return Objective(leastSquaresOf: layout, loss: loss, threads: threads) { v in
      .concatenate(residuals(v.x).map(\.flattened))
    }
  }

  /// A vector of all variables as a point.
  public func point(_ x: [Double]) -> Point { Point([(name: "x", value: NDArray(x))]) }

  /// The start, farther away: each variable times a factor; where all are 0, each the factor.
  ///
  /// Moré, Garbow & Hillstrom 1981, Algorithm 566, ACM TOMS 7(1) 136-140, whose INITPT does so.
  public func start(times factor: Double) -> [Double] {
    if factor != 1, start.allSatisfy({ $0 == 0 }) { return start.map { _ in factor } }
    return start.map { factor * $0 }
  }

  private var layout: VariableLayout { VariableLayout([("x", [dimension])]) }
}
