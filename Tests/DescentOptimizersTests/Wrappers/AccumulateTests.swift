import DescentCore
import DescentOptimizers
import Testing

@Suite struct AccumulateTests {
  private let start = [1.0, -2, 3]

  @Test(arguments: [true, false])
  func `a step every k gradients is one with their mean or sum`(takesMean: Bool) {
    let gradients = randomGradients(12, count: 3, seed: 1)
    let groups = stride(from: 0, to: 12, by: 4).map { first in
      (0..<3).map { k in
        gradients[first..<first + 4].map { $0[k] }.reduce(0, +) / (takesMean ? 4 : 1)
      }
    }
    let wrapper = Accumulate.with { ($0.every, $0.takesMean) = (4, takesMean) }
    let optimizer = Optimizer(Adam(), learningRate: 0.1, wrappers: [wrapper])
    let found = trajectory(optimizer, from: start, gradients: gradients)
    let expected = trajectory(
      Optimizer(Adam(), learningRate: 0.1), from: start, gradients: groups)
    expectClose([found[3], found[7], found[11]], expected, relative: 1e-14)
    #expect(found[0...2].allSatisfy { $0 == start } && found[4...6].allSatisfy { $0 == found[3] })
  }

  @Test func `the value of a step is the mean of the batches' values`() {
    // Stepper's value is the square of the gradient: (3² + 5²)/2 = 17 over 4², times the mean 4.
    let rules: [any UpdateRule] = [PolyakStep(), MoMo(), SPSMax.with { $0.c = 1.0 }]
    for rule in rules {
      let optimizer = Optimizer(rule, learningRate: 10, wrappers: [Accumulate(2)])
      #expect(trajectory(optimizer, from: [0], gradients: [[3], [5]]) == [[0], [-4.25]])
    }
  }

  @Test func `nothing is computed in between but the sum`() {
    let wrapper = Accumulate(2)
    var stepper = Stepper(
      Optimizer(Adam(), wrappers: [wrapper]), start: NDArray([Double](repeating: 1, count: 1000)))
    #expect(!stepper.program.description.contains("power"))
    stepper.advance([Double](repeating: 1, count: 1000))
    #expect(stepper.program.description.contains("power"))
  }

  @Test func `within look-ahead counts of steps are counts of taken steps`() throws {
    var optimizer = Optimizer(SGD(), learningRate: 0.5)
    try optimizer.wrap(LookAhead.with { ($0.every, $0.slowStep) = (2, 0.5) })
    try optimizer.wrap(Accumulate(3))
    let points = trajectory(
      optimizer, from: [0], gradients: [[Double]](repeating: [1], count: 12))
    #expect(points.map { $0[0] } == [0, 0, -0.5, -0.5, -0.5, -0.5, -0.5, -0.5, -1, -1, -1, -1])
  }

  @Test func `a gradient that is passed over does not count`() throws {
    var optimizer = Optimizer(SGD(), learningRate: 1)
    try optimizer.wrap(SkipNonfinite())
    try optimizer.wrap(Accumulate(2))
    let points = trajectory(optimizer, from: [0], gradients: [[.nan], [3], [2], [.nan], [4], [6]])
    // The mean of what there was: 3; then 2, 4 and 6, the step after 2 being passed over.
    #expect(points.map { $0[0] } == [0, -3, -3, -3, -3, -7])
  }

  @Test func `steps of steps that no run comes to do not overflow`() {
    let wrappers: [any Wrapper] = [
      SAM.with { ($0.isVisible, $0.period) = (true, 100) }, Accumulate(1_000_000_000),
      LookAhead.with { $0.every = 1e9 },
    ]
    let optimizer = Optimizer(Momentum(), wrappers: wrappers)
    #expect(trajectory(optimizer, from: [0], gradients: [[0], [0]]) == [[0], [0]])
  }

  @Test func `apply-every hands on sums, and zeros in between`() {
    var wrapper = ApplyEvery()
    wrapper.every = 3
    let optimizer = Optimizer(Momentum(), learningRate: 1, wrappers: [wrapper])
    let points = trajectory(
      optimizer, from: [0], gradients: [[1], [2], [3], [4], [5], [6]])
    // v: 0, 0, 6, 5.4, 4.86, 0.9·4.86 + 15
    let moves = [0, 0, 6, 5.4, 4.86, 19.374]
    let expected = moves.indices.map { [-moves[0...$0].reduce(0, +)] }
    expectClose(points, expected, relative: 1e-15)
  }
}
