public import DescentCore

/// A symmetric matrix of which only products with vectors are needed.
///
///     let hessian = SymmetricOperator(hessianOf: objective, at: solution.point)
///     print(lanczos(hessian, .smallest).values[0])
///
/// Of a model on a data set there are four, see `ModelCurvature`. A product may run a program in
/// memory of its own, so an operator stays on the thread that made it.
public struct SymmetricOperator {
  /// The rows, and the columns.
  public let dimension: Int
  private let product: ([Double]) -> [Double]

  /// The operator with these products.
  ///
  /// - Parameter product: A·v, for a symmetric A; this is not checked.
  /// - Precondition: The dimension is positive.
  public init(dimension: Int, _ product: @escaping ([Double]) -> [Double]) {
    require(dimension > 0, "SymmetricOperator: needs a positive dimension, got \(dimension)")
    (self.dimension, self.product) = (dimension, product)
  }

  /// A matrix, shape `[n, n]`.
  ///
  /// - Precondition: It is symmetric to a millionth of its largest number.
  public init(_ matrix: NDArray) {
    let shape = matrix.shape
    require(
      shape.rank == 2 && shape[0] == shape[1],
      "SymmetricOperator: \(shape) is not the shape of a square matrix")
    let (n, a) = (shape[0], matrix.doubles)
    let limit = 1e-6 * largest(a)
    for i in 0..<n {
      for k in 0..<i where abs(a[i * n + k] - a[k * n + i]) > limit {
        fatalError(
          "SymmetricOperator: [\(i), \(k)] is \(a[i * n + k]), but [\(k), \(i)] \(a[k * n + i])")
      }
    }
    self.init(dimension: n) { DescentOptimizers.product(a, $0) }
  }

  /// The Hessian of an objective at a point; constraints play no part in it.
  ///
  /// - Precondition: The point has the objective's variables, in their order.
  public init(hessianOf objective: Objective, at point: Point) {
    require(
      point.layout == objective.layout,
      "SymmetricOperator: a point of \(point.layout.names) for variables \(objective.layout.names)"
    )
    var oracle = Oracle(objective)
    let vector = point.vector(objective.precision)
    self.init(dimension: objective.layout.count) { oracle.product(at: vector, $0) }
  }

  /// A·v.
  ///
  /// - Precondition: v has as many numbers as the dimension says.
  public func callAsFunction(_ v: [Double]) -> [Double] {
    require(
      v.count == dimension, "SymmetricOperator: \(v.count) numbers for dimension \(dimension)")
    let result = product(v)
    require(
      result.count == dimension,
      "SymmetricOperator: a product of \(result.count) numbers in dimension \(dimension)")
    return result
  }

  /// A + δ·I.
  public func damped(by damping: Double) -> SymmetricOperator {
    if damping == 0 { return self }
    return SymmetricOperator(dimension: dimension) { v in
      var result = self(v)
      accumulate(damping, v, into: &result)
      return result
    }
  }

  /// The matrix itself, shape `[n, n]`, by n products.
  public var matrix: NDArray {
    var unit = [Double](repeating: 0, count: dimension)
    var rows: [Double] = []
    for k in 0..<dimension {
      unit[k] = 1
      rows += self(unit)
      unit[k] = 0
    }
    return NDArray(rows, shape: [dimension, dimension])
  }
}
