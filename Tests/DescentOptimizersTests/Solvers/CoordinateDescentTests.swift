import DescentCore
import Testing

@testable import DescentOptimizers

struct CoordinateDescentTests {
  private static let matrix: [Double] = [4, 1, 0, 1, 3, 0.5, 0, 0.5, 2]

  private static func quadratic(bounds: Bounds? = nil) -> Objective {
    let a = NDArray(matrix, shape: [3, 3])
    var objective = Objective(of: VariableLayout([("x", [3])])) { v in
      0.5 * (v.x * matmul(Tensor(a), v.x.reshaped([3, 1])).flattened).sum() - v.x.sum()
    }
    objective.bounds = bounds
    return objective
  }

  @Test func `on a quadratic function a cycle is a sweep of Gauss and Seidel`() throws {
    var points: [[Double]] = []
    let solution = try minimize(
      Self.quadratic(), from: ["x": [1, -2, 3]], using: CoordinateDescent(),
      onStep: { points.append($0.point.doubles) })
    var x = [1.0, -2, 3]
    for k in 1..<6 {
      for i in 0..<3 {
        let rest = (0..<3).reduce(0) { $1 == i ? $0 : $0 + Self.matrix[3 * i + $1] * x[$1] }
        x[i] = (1 - rest) / Self.matrix[4 * i]
      }
      for i in 0..<3 { #expect(abs(points[k][i] - x[i]) < 1e-14) }
    }
    #expect(solution.outcome.status == "converged" && solution.gradientNorm < 1e-10)
  }

  @Test func `bounds hold`() throws {
    let bounds = Bounds(lower: [0.3, -1, -1], upper: [1, 0.1, 1])
    let solution = try minimize(
      Self.quadratic(bounds: bounds), from: ["x": [0.5, 0, 0]], using: CoordinateDescent())
    // Both bounds are active; the third variable has 2·x₃ = 1 − ½·x₂.
    for (a, b) in zip(solution.point["x"].doubles, [0.3, 0.1, 0.475]) {
      #expect(abs(a - b) < 1e-12)
    }
    #expect(solution.outcome.status == "converged")
  }

  @Test func `waves and negative curvature are left downhill`() throws {
    // From 3 the first wave of x²/20 − cos 2x that has its minimum below; Newton's step would go up.
    let objective = Objective(of: VariableLayout([("x", [])])) { v in
      square(v.x) / 20 - cos(2 * v.x)
    }
    for start in [1.5, 1.0, 0.7, -1.4] {
      let solution = try minimize(
        objective, from: Point([(name: "x", value: NDArray(scalar: start))]),
        using: CoordinateDescent())
      #expect(solution.outcome.status == "converged" && solution.gradientNorm < 1e-10)
      var oracle = Oracle(objective)
      let value = oracle.value(at: NDArray([start]))
      #expect(solution.value < value)
      let along = oracle.secondOrder(
        at: solution.point["x"].reshaped([1]), along: NDArray([1.0]))
      #expect(along.curvature > 0)
    }
  }

  @Test func `second derivatives along a direction are those of the Hessian`() {
    var oracle = Oracle(
      Objective(of: VariableLayout([("x", [2])])) { v in (exp(v.x) * v.x).sum() * v.x.sum() })
    let (x, d) = (NDArray([0.3, -0.7]), NDArray([1.5, 0.5]))
    let found = oracle.secondOrder(at: x, along: d)
    let (value, gradient) = oracle.valueAndGradient(at: x)
    let product = oracle.hessianVector(at: x, along: d)
    #expect(abs(found.value - value) < 1e-14)
    #expect(abs(found.slope - dot(gradient.doubles, d.doubles)) < 1e-13)
    #expect(abs(found.curvature - dot(product.doubles, d.doubles)) < 1e-13)
  }
}
