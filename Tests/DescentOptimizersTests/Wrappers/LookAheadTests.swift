import DescentCore
import DescentOptimizers
import Testing

@Suite struct LookAheadTests {
  @Test func `after k steps it goes back to between the two points`() {
    let wrapper = LookAhead.with { ($0.every, $0.slowStep) = (3, 0.5) }
    var stepper = Stepper(
      Optimizer(SGD(), learningRate: 1, wrappers: [wrapper]), start: NDArray([0.0]))
    let points = (1...6).map { _ in
      stepper.advance([-1])
      return [stepper.parameters.doubles[0], stepper.evaluationPoint.doubles[0]]
    }
    #expect(points == [[1, 0], [2, 0], [1.5, 1.5], [2.5, 1.5], [3.5, 1.5], [3, 3]])
  }

  @Test func `with reset the rule begins anew`() {
    let gradients = randomGradients(4, count: 2, seed: 1)
    let wrapper = LookAhead.with { ($0.every, $0.slowStep, $0.resets) = (2, 1, true) }
    let found = trajectory(
      Optimizer(Adam(), learningRate: 0.1, wrappers: [wrapper]), from: [1, 2],
      gradients: gradients)
    let first = trajectory(
      Optimizer(Adam(), learningRate: 0.1), from: [1, 2], gradients: Array(gradients.prefix(2)))
    let second = trajectory(
      Optimizer(Adam(), learningRate: 0.1), from: first[1], gradients: Array(gradients.suffix(2)))
    expectClose(found, first + second, relative: 1e-15)
  }

  @Test func `a reset inside begins anew in all that counts steps`() throws {
    let rules: [any UpdateRule] = [
      Adam(), SOAP.with { $0.interval = 3 }, Shampoo.with { $0.interval = 2 },
      Sophia.with { ($0.interval, $0.estimator) = (3, .exact) },
    ]
    let layout = VariableLayout([("W", [2, 2])])
    let gradients = randomGradients(12, count: 4, seed: 7)
    for rule in rules {
      var optimizer = Optimizer(rule, learningRate: 0.1)
      // Each run of four steps is one of its own, from where the last one's slow step led.
      var (start, expected) = ([1.0, -2, 0.5, 3], [[Double]]())
      for k in 0..<3 {
        let part = Array(gradients[4 * k..<4 * k + 4])
        var points = trajectory(optimizer, from: start, .float64, layout, gradients: part)
        start = zip(start, points[3]).map { $0 + 0.3 * ($1 - $0) }
        points[3] = start
        expected += points
      }
      optimizer.wrappers = [
        LookAhead.with { ($0.every, $0.slowStep, $0.resets) = (4, 0.3, true) }
      ]
      let found = trajectory(
        optimizer, from: [1, -2, 0.5, 3], .float64, layout, gradients: gradients)
      expectClose(found, expected, relative: 1e-12, "\(type(of: rule).name)")
    }
  }

  @Test func `a reset inside begins gradients' sums anew, too`() throws {
    let gradients = randomGradients(10, count: 2, seed: 8)
    let found = trajectory(
      Optimizer(
        SGD(), learningRate: 0.1,
        wrappers: [
          LookAhead.with { ($0.every, $0.slowStep, $0.resets) = (5, 1, true) }, Accumulate(2),
        ]), from: [1, -2], gradients: gradients)
    // Of five gradients two pairs count; the fifth is forgotten.
    var (p, expected) = ([1.0, -2], [[Double]]())
    for k in 0..<10 {
      if k % 5 == 1 || k % 5 == 3 {
        for i in 0..<2 { p[i] -= 0.05 * (gradients[k - 1][i] + gradients[k][i]) }
      }
      expected.append(p)
    }
    expectClose(found, expected, relative: 1e-14)
  }
}
