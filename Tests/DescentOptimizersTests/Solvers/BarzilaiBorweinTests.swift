import DescentCore
import Testing

@testable import DescentOptimizers

struct BarzilaiBorweinTests {
  private static func bowl(bounds: Bounds? = nil) -> Objective {
    var objective = Objective(of: VariableLayout([("x", [3])])) { v in
      0.5 * (Tensor(NDArray([1.0, 10, 100])) * square(v.x)).sum() - v.x.sum()
    }
    objective.bounds = bounds
    return objective
  }

  @Test(arguments: BarzilaiBorwein.Rule.allCases)
  func `lengths are the quotients of the last step`(rule: BarzilaiBorwein.Rule) throws {
    var iterates: [Iterate] = []
    let solver = BarzilaiBorwein.with { $0.rule = rule }
    _ = try minimize(
      Self.bowl(), from: ["x": [1, 1, 1]], using: solver, stopping: StoppingRule(steps: 12),
      onStep: { iterates.append($0) })
    for k in 2..<iterates.count {
      let (a, b, c) = (iterates[k - 2], iterates[k - 1], iterates[k])
      let s = zip(b.point.doubles, a.point.doubles).map { $0 - $1 }
      let y = zip(b.gradient.doubles, a.gradient.doubles).map { $0 - $1 }
      let (long, short) = (dot(s, s) / dot(s, y), dot(s, y) / dot(y, y))
      let length =
        switch rule {
        case .long: long
        case .short: short
        case .alternating: b.step.isMultiple(of: 2) ? long : short
        case .adaptive: short < 0.5 * long ? short : long
        }
      let move = zip(c.point.doubles, b.point.doubles).map { $0 - $1 }
      // Shorter only where the value was too high.
      #expect(norm(move) <= length * norm(b.gradient.doubles) * (1 + 1e-12))
      #expect(abs(c.learningRate - length) < 1e-12 * length || c.learningRate < length)
    }
  }

  @Test func `values may rise, but not above the last ten`() throws {
    var values: [Double] = []
    let solution = try minimize(
      Self.bowl(), from: ["x": [3, -2, 1]], using: BarzilaiBorwein.with { $0.rule = .long },
      onStep: { values.append($0.value) })
    #expect(solution.outcome.status == "converged" && solution.gradientNorm < 1e-10)
    #expect(zip(values, values.dropFirst()).contains { $1 > $0 })
    for k in 1..<values.count { #expect(values[k] <= values[max(0, k - 10)..<k].max()! + 1e-15) }
  }

  @Test func `within bounds the minimum is that of each variable`() throws {
    let bounds = Bounds(lower: [-1, 0.2, -5], upper: [0.5, 1, 5])
    let solution = try minimize(
      Self.bowl(bounds: bounds), from: ["x": [0, 1, 1]], using: BarzilaiBorwein())
    #expect(solution.outcome.status == "converged")
    for (a, b) in zip(solution.point["x"].doubles, [0.5, 0.2, 0.01]) { #expect(abs(a - b) < 1e-10) }
  }

  @Test(arguments: BarzilaiBorwein.Rule.allCases)
  func `Rosenbrock's function is minimized`(rule: BarzilaiBorwein.Rule) throws {
    let solution = try minimize(
      from: ["x": -1.2, "y": 1], using: BarzilaiBorwein.with { $0.rule = rule }
    ) { v in square(1 - v.x) + 100 * square(v.y - square(v.x)) }
    #expect(solution.outcome.status == "converged" && solution.gradientNorm < 1e-10)
  }
}
