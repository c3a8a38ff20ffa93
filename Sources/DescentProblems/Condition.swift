import DescentCore
public import DescentOptimizers

/// What must hold at the minimum of a test problem.
public struct Condition: Sendable {
  /// How it is written: "x1 + 2 x2 + 3 x3 = 1".
  public let name: String
  /// Whether the function must be 0, or not above 0.
  public let kind: Constraint.Kind
  private let function: @Sendable (Tensor) -> Tensor

  init(_ name: String, _ kind: Constraint.Kind, _ function: @escaping @Sendable (Tensor) -> Tensor)
  {
    (self.name, self.kind, self.function) = (name, kind, function)
  }

  /// The condition for an objective whose variables are one vector `x`.
  public var constraint: Constraint {
    switch kind {
    case .equality: .equality(name) { [function] in function($0.x) }
    case .inequality: .inequality(name) { [function] in function($0.x) }
    }
  }

  /// The function at a point of a problem.
  func value(at x: [Double], _ problem: TestProblem) -> Double {
    let layout = problem.point(x).layout
    var oracle = Oracle(Objective(of: layout, threads: 1) { [function] in function($0.x) })
    return oracle.value(at: NDArray(x))
  }
}
