import DescentCore
import DescentOptimizers
import Foundation
import Testing

/// AdamP and SGDP.
@Suite struct RadialProjectionTests {
  private let layout = VariableLayout([("W", [2, 2]), ("b", [2])])
  private let start = [1, -2, 3, 0.5, 2, -1]

  /// The authors' `projection` of a 2 × 2 matrix, and in which view: 0 units, 1 all, 2 none.
  private func projected(
    _ u: [Double], at p: [Double], gradient g: [Double], units: UnitAxis, delta: Double,
    epsilon: Double
  ) -> (direction: [Double], view: Int) {
    let all = [[0, 1, 2, 3]]
    let views = [units == .first ? [[0, 1], [2, 3]] : [[0, 2], [1, 3]], all]
    for (index, view) in views.enumerated() {
      var largest = 0.0
      for unit in view {
        let product = unit.reduce(0) { $0 + g[$1] * p[$1] }
        let (a, b) = (norm(g, unit), norm(p, unit))
        largest = max(largest, abs(product) / (max(a, epsilon) * max(b, epsilon)))
      }
      guard largest < delta / Double(view[0].count).squareRoot() else { continue }
      var q = u
      for unit in view {
        let size = norm(p, unit) + epsilon
        let along = unit.reduce(0) { $0 + p[$1] / size * u[$1] }
        for k in unit { q[k] -= p[k] / size * along }
      }
      return (q, index)
    }
    return (u, 2)
  }

  private func norm(_ x: [Double], _ unit: [Int]) -> Double {
    unit.reduce(0) { $0 + x[$1] * x[$1] }.squareRoot()
  }

  @Test(arguments: [UnitAxis.last, .first], [false, true])
  func `thirty steps of AdamP follow Algorithm 2`(units: UnitAxis, isNesterov: Bool) {
    let rule = AdamP.with {
      ($0.beta1, $0.beta2, $0.epsilon, $0.usesNesterov) = (0.75, 0.92, 0.05, isNesterov)
      $0.projection.units = units
      ($0.projection.delta, $0.projection.decayRatio, $0.weightDecay) = (0.8, 0.3, 0.2)
    }
    let gradients = randomGradients(30, count: 6, seed: 7)
    var (p, m, v) = (start, [Double](repeating: 0, count: 6), [Double](repeating: 0, count: 6))
    var views = [0, 0, 0]
    let expected = gradients.enumerated().map { index, g in
      let t = Double(index + 1)
      var u = g
      for k in 0..<6 {
        m[k] = 0.75 * m[k] + 0.25 * g[k]
        v[k] = 0.92 * v[k] + 0.08 * g[k] * g[k]
        let divisor = (v[k] / (1 - pow(0.92, t))).squareRoot() + 0.05
        u[k] = (isNesterov ? 0.75 * m[k] + 0.25 * g[k] : m[k]) / divisor / (1 - pow(0.75, t))
      }
      let (q, view) = projected(u, at: p, gradient: g, units: units, delta: 0.8, epsilon: 0.05)
      views[view] += 1
      for k in 0..<4 { p[k] = p[k] * (1 - 0.1 * 0.2 * (view < 2 ? 0.3 : 1)) - 0.1 * q[k] }
      for k in 4..<6 { p[k] = p[k] * (1 - 0.1 * 0.2) - 0.1 * u[k] }
      return p
    }
    #expect(views.allSatisfy { $0 > 1 }, "\(views)")
    let found = trajectory(
      Optimizer(rule, learningRate: 0.1), from: start, .float64, layout, gradients: gradients)
    expectClose(found, expected, relative: 1e-12)
  }

  @Test(arguments: [UnitAxis.last, .first], [false, true])
  func `thirty steps of SGDP follow Algorithm 1`(units: UnitAxis, isNesterov: Bool) {
    let rule = SGDP.with {
      ($0.momentum, $0.dampening, $0.epsilon, $0.usesNesterov) = (0.75, 0.4, 0.05, isNesterov)
      $0.projection.units = units
      ($0.projection.delta, $0.projection.decayRatio, $0.weightDecay) = (0.8, 0.3, 0.2)
    }
    let gradients = randomGradients(30, count: 6, seed: 8)
    var (p, buffer) = (start, [Double](repeating: 0, count: 6))
    var views = [0, 0, 0]
    let expected = gradients.map { g in
      var u = g
      for k in 0..<6 {
        buffer[k] = 0.75 * buffer[k] + 0.6 * g[k]
        u[k] = isNesterov ? g[k] + 0.75 * buffer[k] : buffer[k]
      }
      let (q, view) = projected(u, at: p, gradient: g, units: units, delta: 0.8, epsilon: 0.05)
      views[view] += 1
      let decay = 0.1 * 0.2 / (1 - 0.75)
      for k in 0..<4 { p[k] = p[k] * (1 - decay * (view < 2 ? 0.3 : 1)) - 0.1 * q[k] }
      for k in 4..<6 { p[k] = p[k] * (1 - decay) - 0.1 * u[k] }
      return p
    }
    #expect(views.allSatisfy { $0 > 1 }, "\(views)")
    let found = trajectory(
      Optimizer(rule, learningRate: 0.1), from: start, .float64, layout, gradients: gradients)
    expectClose(found, expected, relative: 1e-12)
  }

  @Test func `where the length of weights does not matter, steps are at a right angle to them`() {
    func largestPart(of rule: any UpdateRule) -> Double {
      var random = RandomSource(seed: 9)
      var stepper = Stepper(
        Optimizer(rule, learningRate: 0.1), start: NDArray([1, -2, 3, 0.5]),
        VariableLayout([("W", [2, 2])]))
      var largest = 0.0
      for _ in 0..<20 {
        let p = stepper.parameters.doubles
        // As of a function of p/‖p‖ for each column.
        var g = p.map { _ in random.normal() }
        for j in 0..<2 {
          let product = g[j] * p[j] + g[j + 2] * p[j + 2]
          let size = p[j] * p[j] + p[j + 2] * p[j + 2]
          for k in [j, j + 2] { g[k] -= product / size * p[k] }
        }
        stepper.advance(g)
        let q = stepper.parameters.doubles
        for j in 0..<2 {
          let first = (q[j] - p[j]) * p[j]
          largest = max(largest, abs(first + (q[j + 2] - p[j + 2]) * p[j + 2]))
        }
      }
      return largest
    }
    #expect(largestPart(of: AdamP.with { $0.epsilon = 0.0 }) < 1e-13)
    #expect(largestPart(of: SGDP.with { $0.epsilon = 0.0 }) < 1e-13)
    #expect(largestPart(of: Adam()) > 0.01)
  }
}
