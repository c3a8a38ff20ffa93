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
}
