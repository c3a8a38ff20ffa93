import Foundation
import Testing

@testable import DescentCore

/// Gradients of random formulas against differences.
@Suite struct RandomFormulaGradientTests {
  /// How many formulas are drawn; they take some milliseconds each.
  private static let count =
    ProcessInfo.processInfo.environment["DESCENT_RANDOM_FORMULAS"].flatMap { Int($0) } ?? 10_000

  /// A formula in x, y and the vector v of two that is smooth and of moderate size near the unit
  /// cube.
  private static func formula(_ random: inout RandomSource, depth: Int) -> String {
    func part() -> String { formula(&random, depth: depth - 1) }
    if depth == 0 { return ["x", "y", "v[0]", "v[1]", "0.7", "2"][random.index(below: 6)] }
    switch random.index(below: 18) {
    case 0, 1: return "(\(part()) + \(part()))"
    case 2: return "(\(part()) - \(part()))"
    case 3, 4: return "\(part())*\(part())"
    case 5: return "\(part())/(2 + sin(\(part())))"
    case 6: return "(1.5 + cos(\(part())))^\(part())"
    case 7: return "tanh(\(part()))^\(1 + random.index(below: 4))"
    case 8: return "exp(-\(part())^2)"
    case 9: return "log(1 + (\(part()))^2)"
    case 10: return "sqrt(1 + (\(part()))^2)"
    case 11: return "sum(sin(v*\(part())))"
    case 12: return "logsumexp([\(part()), \(part())])"
    case 13: return "dot(softmax(v), [\(part()), \(part())])"
    case 14: return "norm([1, \(part())])"
    case 15: return "([1, 0.5] @ [[x, 1], [\(part()), y]] @ v)"
    default:
      let names = ["sin", "cos", "tanh", "atan", "sigmoid", "softplus", "erf", "asinh"]
      return "\(names[random.index(below: names.count)])(\(part()))"
    }
  }

  private static func values(_ formulas: [Formula], _ x: Tensor) -> [Tensor] {
    let names = ["x", "y", "v"]
    let parts = [x.slice(0..<1).reshaped([]), x.slice(1..<2).reshaped([]), x.slice(2..<4)]
    return formulas.map { formula in
      let given = zip(names, parts).filter { formula.names.contains($0.0) }
      do throws(FormulaError) {
        return try formula(Dictionary(uniqueKeysWithValues: given.map { ($0.0, $0.1) }))
      } catch {
        Issue.record("\(formula): \(error)")
        return Tensor(0)
      }
    }
  }

  @Test(arguments: 0..<100)
  func `gradients of random formulas are those of differences`(family: Int) throws {
    var random = RandomSource(seed: 2024).split(UInt64(family))
    let formulas = try (0..<Self.count / 100).map { _ in
      try Formula(Self.formula(&random, depth: 1 + random.index(below: 4)))
    }
    let point = NDArray.uniform([4], in: 0.2...1.1, seed: UInt64(family)).doubles
    // One program gives the values of all formulas, another their gradients.
    let values = Program(.init([4]), threads: 1) { x in
      [.concatenate(Self.values(formulas, x).map { $0.cast(to: .float64).reshaped([1]) })]
    }
    let gradients = Program(.init([4]), threads: 1) { x in
      [
        .concatenate(
          formulas.indices.map { k in
            gradient(
              of: { Self.values([formulas[k]], $0)[0].cast(to: .float64).reshaped([]) }, at: x)
          })
      ]
    }
    let found = gradients(NDArray(point))[0].doubles
    for k in 0..<4 {
      let estimates = extrapolatedDerivatives(at: point[k], in: .float64) { moved in
        var x = point
        x[k] = moved
        return values(NDArray(x))[0].doubles
      }
      for (number, estimate) in estimates.enumerated() {
        let value = found[4 * number + k]
        let tolerance = 10 * estimate.error + 1e-9 * max(1, abs(value))
        #expect(
          abs(value - estimate.value) <= tolerance && estimate.error < 1e-5 * max(1, abs(value)),
          "∂/∂\(["x", "y", "v[0]", "v[1]"][k]) of \(formulas[number]) at \(point): \(value), differences give \(estimate)"
        )
      }
    }
  }
}
