public import DescentCore

/// Answers what a solver asks about an objective, and counts the answers.
///
/// Each question is a program that is compiled when it is first asked.
public struct Oracle {
  /// What is asked about.
  public let objective: Objective
  /// Of which kind each of the constraints' values is: to count the values, constraints are traced.
  let constraintKinds: [Constraint.Kind]
  /// How often each was computed so far.
  public private(set) var evaluations = Evaluations()
  /// The arithmetic so far in gradients of single rows of data; of the function itself, where that is
  /// not one of data.
  package var work = 0.0
  /// A number for the data at hand: another one when feeds have been written.
  package var data = 0
  private var programs: [String: StepPrograms<Execution>] = [:]
  private var cache: [String: AnyObject] = [:]

  /// How often the parts of an objective were computed.
  public struct Evaluations: Sendable, Hashable {
    /// Values of the function.
    public internal(set) var value = 0
    /// Gradients.
    public internal(set) var gradient = 0
    /// Products of the Hessian with a vector; a whole Hessian of n variables counts as n.
    public internal(set) var hessianVector = 0
  }

  /// An oracle that has not been asked yet.
  public init(_ objective: Objective) {
    self.objective = objective
    constraintKinds = objective.constraints.flatMap { constraint in
      [Constraint.Kind](repeating: constraint.kind, count: constraint.count(in: objective))
    }
  }

  /// The value at `point`.
  public mutating func value(at point: NDArray) -> Double {
    evaluations.value += 1
    work += Cost.value * objective.rowCount
    return answer("value", of: point) { [$0($1)] }.scalar(0)
  }

  /// The value at `point` on the rows over which curvature is taken.
  mutating func curvatureValue(at point: NDArray) -> Double {
    evaluations.value += 1
    work += Cost.value * objective.curvatureRowCount
    return answer("value for curvature", of: point) { [$0.curvatureValue(at: $1)] }.scalar(0)
  }

  /// The value and the gradient, a vector, at `point`; counted as a gradient only where the value is
  /// known already.
  public mutating func valueAndGradient(
    at point: NDArray, valueIsKnown: Bool = false
  ) -> (value: Double, gradient: NDArray) {
    let execution = answer("value and gradient", of: point) { objective, x in
      let (value, gradient) = objective.valueAndGradient(at: x)
      return [value, gradient]
    }
    count(gradients: 1)
    if valueIsKnown { evaluations.value -= 1 }
    return (execution.scalar(0), execution.output(1))
  }

  /// The Hessian at `point`, shape `[n, n]`.
  public mutating func hessian(at point: NDArray) -> NDArray {
    let execution = answer("hessian", of: point) { objective, x in
      [DescentCore.hessian(of: { objective.curvatureValue(at: $0) }, at: x)]
    }
    work += Cost.product * Double(point.count) * objective.curvatureRowCount
    countHessian()
    return execution.output(0)
  }

  /// A curvature matrix at `point`, shape `[n, n]`.
  mutating func matrix(_ matrix: CurvatureMatrix, at point: NDArray) -> NDArray {
    if matrix == .hessian { return hessian(at: point) }
    let execution = answer("\(matrix.rawValue) matrix", of: point) { objective, x in
      [
        map(over: Tensor.ones(like: x).diagonalMatrix) {
          objective.curvatureProduct(matrix, at: x, along: $0)
        }
      ]
    }
    work += Cost.product * Double(point.count) * objective.curvatureRowCount
    countHessian()
    return execution.output(0)
  }

  /// The product of the Hessian at `point` with a vector.
  public mutating func hessianVector(at point: NDArray, along v: NDArray) -> NDArray {
    product(.hessian, at: point, along: v)
  }

  /// The residuals at `point`; counted as a value.
  public mutating func residuals(at point: NDArray) -> [Double] {
    evaluations.value += 1
    return answer("residuals", of: point) { [$0.residuals(at: $1)] }.output(0).doubles
  }

  /// The residuals at `point` and their Jacobian, a row for each; counted as a value with gradient,
  /// or as a gradient only where the value is known already.
  public mutating func residualsAndJacobian(
    at point: NDArray, valueIsKnown: Bool = false
  ) -> (residuals: [Double], jacobian: [Double]) {
    let execution = answer("residuals and jacobian", of: point) { objective, x in
      [objective.residuals(at: x), jacobian(of: { objective.residuals(at: $0) }, at: x)]
    }
    count(gradients: 1)
    if valueIsKnown { evaluations.value -= 1 }
    return (execution.output(0).doubles, execution.output(1).doubles)
  }

  /// The values of the constraints at `point`; not counted.
  mutating func constraintValues(at point: NDArray) -> [Double] {
    guard !objective.constraints.isEmpty else { return [] }
    return answer("constraints", of: point) { [$0.constraintValues(at: $1)] }.output(0).doubles
  }

  /// What was made under `key`, for objects that keep compiled programs of the objective.
  mutating func cached<Kept: AnyObject>(_ key: String, _ make: (Objective) -> Kept) -> Kept {
    if let known = cache[key] as? Kept { return known }
    let made = make(objective)
    cache[key] = made
    return made
  }

  /// Counts what a search inside a step has computed.
  mutating func count(_ others: Evaluations) {
    evaluations.value += others.value
    evaluations.gradient += others.gradient
    evaluations.hessianVector += others.hessianVector
  }

  /// Counts values of the function, each with its gradient, that a solver's own program computed.
  mutating func count(gradients: Int) {
    evaluations.value += gradients
    evaluations.gradient += gradients
    work += Double(gradients) * objective.rowCount
  }

  /// Counts products of a curvature matrix.
  mutating func count(products: Int) {
    evaluations.hessianVector += products
    work += Double(products) * Cost.product * objective.curvatureRowCount
  }

  /// What is computed for a row, in gradients: forward is a third of one, forward and back again along
  /// a direction two passes of as many products each.
  enum Cost {
    static let value = 1.0 / 3
    static let product = 4.0 / 3
  }

  mutating func countHessian() { evaluations.hessianVector += objective.layout.count }

  mutating func countSecondOrder() {
    evaluations.value += 1
    evaluations.hessianVector += 1
  }

  /// The program under `key`, compiled when it is first asked for; one that depends on the number
  /// of the step is compiled anew where it has to be another.
  mutating func execution(
    _ key: String, at step: Int = 1, _ make: (Objective, StepNumber) -> Program
  ) -> Execution {
    programs[key, default: StepPrograms()].program(at: step) { [objective] number in
      let program = make(objective, number)
      let inputs = program.arguments.map { Storage(byteCount: $0.shape.count * $0.dtype.size) }
      return Execution(program, inputs: inputs)
    }
  }

  mutating func answer(
    _ question: String, of point: NDArray, _ outputs: (Objective, Tensor) -> [Tensor]
  ) -> Execution {
    let execution = execution(question) { objective, _ in
      Program(
        .init([objective.layout.count], objective.precision), threads: objective.threads
      ) { outputs(objective, $0) }
    }
    execution.inputs[0].copyBytes(from: point.storage)
    execution.run()
    return execution
  }
}
