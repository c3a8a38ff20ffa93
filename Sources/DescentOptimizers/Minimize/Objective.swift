public import DescentCore

/// What is minimized: a number that depends on named variables.
///
///     let rosenbrock = Objective(of: start.layout) { v in
///       square(1 - v.x) + 100 * square(v.y - square(v.x))
///     }
///
/// The closure is traced: it says what is computed, and derivatives of every order follow.
public struct Objective: Sendable {
  /// The variables, packed into one vector.
  public let layout: VariableLayout
  /// The type in which all is computed: float64 or float32.
  public let precision: DType
  /// How many threads share the work; nil for one a processor.
  public let threads: Int?
  /// The intervals that the variables must stay in, if any.
  public var bounds: Bounds?
  /// What must be 0 or not above 0 at a minimum.
  public var constraints: [Constraint] = []
  /// What the function is the loss of, where it is one of data.
  package var composition: Composition?
  /// How many rows of data the function is taken over; 1 where there are none.
  package var rowCount = 1.0
  /// The residuals whose cost the function is, where it is one of these.
  public let residuals: Residuals?

  /// Residuals, and what they cost.
  public struct Residuals: Sendable {
    /// What a residual counts.
    public let loss: RobustLoss
    let function: @Sendable (Variables) -> Tensor
  }

  private let function: @Sendable (Variables) -> Tensor

  /// A function of variables of this layout, whose result must be a scalar.
  ///
  /// - Precondition: `precision` is a floating-point type.
  public init(
    of layout: VariableLayout, precision: DType = .float64, threads: Int? = nil,
    _ function: @escaping @Sendable (Variables) -> Tensor
  ) {
    require(precision.isFloating, "Objective: cannot compute in \(precision)")
    (self.layout, self.precision, self.threads) = (layout, precision, threads)
    (self.function, residuals) = (function, nil)
  }

  /// Half the sum of the squares of residuals, or what a robust loss makes of them.
  ///
  ///     let fit = Objective(leastSquaresOf: start.layout) { v in
  ///       v.a * exp(-v.b * Tensor(x)) - Tensor(y)
  ///     }
  ///
  /// - Parameter residuals: Traced; its result may have any shape.
  public init(
    leastSquaresOf layout: VariableLayout, loss: RobustLoss = .linear,
    precision: DType = .float64, threads: Int? = nil,
    _ residuals: @escaping @Sendable (Variables) -> Tensor
  ) {
    require(precision.isFloating, "Objective: cannot compute in \(precision)")
    (self.layout, self.precision, self.threads) = (layout, precision, threads)
    function = { loss.cost(residuals($0)) }
    self.residuals = Residuals(loss: loss, function: residuals)
  }

  /// The residuals, a vector, at a vector of all variables; to be traced.
  ///
  /// - Precondition: The objective has residuals.
  func residuals(at vector: Tensor) -> Tensor {
    guard let residuals else { fatalError("Objective: has no residuals") }
    return residuals.function(named(variables(in: vector))).flattened.cast(to: precision)
  }

  /// The values of the constraints, a vector, at a vector of all variables; to be traced.
  func constraintValues(at vector: Tensor) -> Tensor {
    let variables = named(variables(in: vector))
    return .concatenate(constraints.map { $0.function(variables).flattened.cast(to: precision) })
  }

  /// The function of a vector of all variables; to be traced.
  public func callAsFunction(_ vector: Tensor) -> Tensor { value(of: variables(in: vector)) }

  /// The function and its gradient, a vector, at a vector of all variables; to be traced.
  public func valueAndGradient(at vector: Tensor) -> (value: Tensor, gradient: Tensor) {
    // By variable, since the gradient by a vector would be a sum of padded parts.
    let variables = variables(in: vector)
    let value = value(of: variables)
    let parts = gradient(of: value, withRespectTo: variables)
    return (value, .concatenate(parts.map(\.flattened)))
  }

  func variables(in vector: Tensor) -> [Tensor] {
    layout.entries.map { vector.slice($0.range).reshaped($0.shape) }
  }

  private func named(_ variables: [Tensor]) -> Variables {
    Variables(Dictionary(uniqueKeysWithValues: zip(layout.names, variables)))
  }

  private func value(of variables: [Tensor]) -> Tensor { value(of: named(variables)) }

  /// The function on the rows of data over which curvature is taken; to be traced.
  func curvatureValue(at vector: Tensor) -> Tensor {
    composition.map { $0.value(at: variables(in: vector)).cast(to: precision) } ?? self(vector)
  }

  var curvatureRowCount: Double { composition.map { Double($0.rowCount) } ?? 1 }

  func value(of variables: Variables) -> Tensor {
    let value = function(variables)
    require(
      value.shape == [] && value.dtype.isFloating,
      "Objective: the result must be a floating-point number, got \(value.dtype)\(value.shape)")
    return value.cast(to: precision)
  }
}
