import DescentCore
import DescentOptimizers
import Foundation
import Testing

/// Wrappers by hand where each of their numbers shows.
@Suite struct WrapperNumberTests {
  /// The points of the first steps of Σ f(p) under SGD of this rate.
  private func points(
    _ wrappers: [any Wrapper], from start: [Double], steps: Int = 1, rate: Double = 1,
    _ f: @escaping @Sendable (Tensor) -> Tensor
  ) -> [[Double]] {
    let start = Point([("x", NDArray(start))])
    var oracle = Oracle(Objective(of: start.layout) { v in f(v.x).sum() })
    let optimizer = Optimizer(SGD(), learningRate: rate, wrappers: wrappers)
    var state = optimizer.initialState(at: start.vector(.float64), &oracle)
    return (0..<steps).map { _ in
      _ = optimizer.step(&state, &oracle)
      return state.iterate.point.doubles
    }
  }

  @Test func `the error of a difference tells its spacing`() {
    // Of p³ a central difference is 3p² + h², a forward one 3p² + 3p·h + h².
    let start = [-8, 0.25]
    let wrappers = [FiniteDifferences.Kind.central, .forward].map { kind in
      FiniteDifferences.with { ($0.kind, $0.spacing) = (kind, 0.5) }
    }
    let cube: @Sendable (Tensor) -> Tensor = { $0 * $0 * $0 }
    // h is half of max(|p|, 1): 4 and 0.5.
    let central: [Double] = [192 + 16, 0.1875 + 0.25]
    let forward: [Double] = [192 - 96 + 16, 0.1875 + 0.375 + 0.25]
    for (wrapper, slopes) in zip(wrappers, [central, forward]) {
      let expected: [Double] = zip(start, slopes).map { $0 - $1 }
      expectClose(points([wrapper], from: start, cube), [expected], relative: 1e-13)
    }
  }

  @Test func `the usual spacings are the cubic and the square root of the precision`() {
    let scale = 0x1p52  // 1/ε
    // At 0 the central difference of p³ is h², and the forward one of p² is h.
    let central = points([FiniteDifferences()], from: [0], { $0 * $0 * $0 })
    let square: Double = -central[0][0] * pow(scale, 2 / 3.0)
    #expect(abs(square - 1) < 1e-9)
    let forward = points(
      [FiniteDifferences.with { $0.kind = .forward }], from: [0], { $0 * $0 })
    let length: Double = -forward[0][0] * pow(scale, 0.5)
    #expect(abs(length - 1) < 1e-9)
  }

  @Test func `a cautious step grows by a thousand at most`() {
    var gradient = [Double](repeating: -1, count: 2000)
    gradient[0] = 1
    // With the velocity at 3 everywhere but in the first element the gradient disagrees.
    let found = trajectory(
      Optimizer(Momentum(), learningRate: 1, wrappers: [Cautious()]),
      from: [Double](repeating: 0, count: 2000),
      gradients: [[Double](repeating: 3, count: 2000), gradient])
    #expect(abs(found[1][0] - (-3 - 1000 * 3.7)) < 1e-9)
    #expect(found[1].dropFirst().allSatisfy { $0 == -3 })
  }

  @Test func `gradients of units are centered over what goes into them`() {
    let gradients = [[1.0, 2, 3, 6, 5, 1]]
    for (units, expected) in [
      (UnitAxis.last, [[2.0, 1, 0, -3, -2, 2]]),
      (.first, [[0.5, -0.5, 1.5, -1.5, -2, 2]]),
    ] {
      let found = trajectory(
        Optimizer(
          SGD(), learningRate: 1, wrappers: [Centralize.with { $0.units = units }]),
        from: [0, 0, 0, 0, 0, 0], .float64, VariableLayout([("W", [3, 2])]), gradients: gradients)
      expectClose(found, expected, relative: 1e-15)
    }
    // A vector has no units.
    let vector = trajectory(
      Optimizer(SGD(), learningRate: 1, wrappers: [Centralize()]), from: [0, 0],
      gradients: [[1, 3]])
    #expect(vector == [[-1, -3]])
  }

  @Test func `units of four axes are entries of the last one`() {
    let layout = VariableLayout([("K", [2, 1, 2, 2])])
    let wrapper = ClipAdaptive.with { ($0.clipping, $0.epsilon) = (0.1, 0.5) }
    // The parameters of the first unit have the norm 4, those of the second less than ε.
    let start = [2, 0, 2, 0, 2, 0, 2, 0.0]
    let gradient = [8, 0, 0, 0.03, 6, 0.04, 0, 12.0]
    let found = trajectory(
      Optimizer(SGD(), learningRate: 1, wrappers: [wrapper]), from: start, .float64, layout,
      gradients: [gradient])
    let size = (0.03 * 0.03 + 0.04 * 0.04 + 144).squareRoot()
    let factors = [0.4 / 10, 0.05 / size]
    expectClose(
      found, [(0..<8).map { start[$0] - factors[$0 % 2] * gradient[$0] }], relative: 1e-14)
  }

  @Test func `ε shortens an ascent`() {
    // ½p² at (3, 4): up by 0.5 of 10/(5 + 5).
    expectClose(
      points(
        [SAM.with { ($0.radius, $0.epsilon) = (1, 5) }], from: [3, 4], { 0.5 * square($0) }),
      [[-0.3, -0.4]], relative: 1e-14)
  }

  @Test func `visible ascents start where something outside has led`() {
    let f: @Sendable (Tensor) -> Tensor = { square(square($0)) + square($0) }
    let hidden = points(
      [
        LookAhead.with { ($0.every, $0.slowStep) = (1, 0.5) },
        SAM.with { ($0.radius, $0.period) = (0.2, 3) },
      ], from: [1, -2], steps: 3, rate: 0.01, f)
    let visible = points(
      [
        LookAhead.with { ($0.every, $0.slowStep) = (3, 0.5) },
        SAM.with { ($0.radius, $0.period, $0.isVisible) = (0.2, 3, true) },
      ], from: [1, -2], steps: 9, rate: 0.01, f)
    expectClose([visible[2], visible[5], visible[8]], hidden, relative: 1e-13)
  }

  @Test func `fifteen steps of Mechanic with two decays and a pull`() {
    let wrapper = Mechanic.with {
      ($0.betaCount, $0.start, $0.weightDecay, $0.epsilon) = (2, 0.5, 0.4, 0.1)
    }
    let gradients = randomGradients(15, count: 2, seed: 3).map { $0.map { $0 + 0.5 } }
    let first = [1.0, -2]
    var (x, s) = (first, [0.5, 0.5])  // from the authors' form, not from Mechanic.swift
    var (r, m, v) = ([0.0, 0], [0.0, 0], [0.0, 0])
    func size(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    let expected = gradients.map { g in
      let total = s[0] + s[1]
      let delta = zip(first, x).map { ($0 - $1) / (total + 0.1) }
      let pull = 0.4 * total * size(g) / (size(x) + 0.1)
      let h = (0..<2).reduce(0) { $0 + (g[$1] + pull * x[$1]) * delta[$1] }
      for (i, beta) in [0.9, 0.99].enumerated() {
        r[i] = beta * r[i] + min(max(h, -m[i]), m[i]) * s[i]
        m[i] = max(beta * m[i], abs(h) + 0.1)
        v[i] = beta * beta * v[i] + h * h
        s[i] = (0.25 * m[i] + max(r[i], 0)) / (v[i].squareRoot() + 0.1)
      }
      for k in 0..<2 { x[k] = first[k] - (s[0] + s[1]) * (delta[k] + 0.2 * g[k]) }
      return x
    }
    let found = trajectory(
      Optimizer(SGD(), learningRate: 0.2, wrappers: [wrapper]), from: first, gradients: gradients)
    expectClose(found, expected, relative: 1e-12)
  }
}
