import DescentCore
import DescentOptimizers
import Testing

@Suite struct AverageTests {
  /// The points of SGD of rate 1 on gradients of -1, which are 1, 2, 3, …, averaged.
  private func averages(_ wrapper: any Wrapper, steps: Int, total: Int? = nil) -> [Double] {
    let optimizer = Optimizer(SGD(), learningRate: 1, wrappers: [wrapper])
    var stepper = Stepper(
      total.map { optimizer.resolved(totalSteps: $0) } ?? optimizer, start: NDArray([0.0]))
    return (1...steps).map { k in
      stepper.advance([-1])
      #expect(stepper.parameters.doubles == [Double(k)])
      return stepper.evaluationPoint.doubles[0]
    }
  }

  @Test func `the exponential average begins as the first parameters`() {
    let found = averages(EMA.with { $0.decay = 0.5 }, steps: 4)
    #expect(found == [1, 1.5, 2.25, 3.125])
  }

  @Test func `with warm-up it soon forgets them`() {
    let found = averages(EMA.with { $0.warmsUp = true }, steps: 3)
    // β = 3/12, then 4/13.
    let second = 0.25 * 1 + 0.75 * 2
    expectClose([found], [[1, second, 4 / 13 * second + 9 / 13 * 3]], relative: 1e-15)
  }

  @Test func `stochastic weight averaging is a mean of every k-th point after the start`() {
    expectClose(
      [averages(SWA.with { $0.start = 0 }, steps: 4)], [[1, 1.5, 2, 2.5]], relative: 1e-15)
    let found = averages(SWA.with { ($0.start, $0.every) = (3, 2) }, steps: 8)
    // Points 4, 6 and 8; until then the last one.
    expectClose([found], [[1, 2, 3, 4, 4, 5, 5, 6]], relative: 1e-15)
  }

  @Test func `a start below 1 is a share of the run`() {
    let found = averages(SWA(), steps: 8, total: 8)
    expectClose([found], [[1, 2, 3, 4, 5, 6, 7, 7.5]], relative: 1e-15)
    expectClose(
      [averages(PolyakAverage(), steps: 4, total: 4)], [[1, 2, 3, 3.5]], relative: 1e-15)
  }

  @Test func `a share is one of the steps that are taken`() throws {
    var optimizer = Optimizer(SGD())
    try optimizer.wrap(Accumulate(5))
    try optimizer.wrap(SWA())
    let swa = optimizer.resolved(totalSteps: 100).wrappers.compactMap { $0 as? SWA }
    #expect(swa.map(\.start) == [15])
  }

  @Test func `Polyak's average with a power weighs late points more`() {
    // Shamir and Zhang with η = 1: weights 2/(n + 1).
    let found = averages(PolyakAverage.with { ($0.start, $0.power) = (0, 1) }, steps: 3)
    let second = 1 + 2 / 3.0
    expectClose([found], [[1, second, second + 0.5 * (3 - second)]], relative: 1e-15)
  }

  @Test func `the average of a noisy walk is nearer to the minimum than its end`() {
    let errors = (0..<20).map { seed -> (last: Double, mean: Double) in
      let optimizer = Optimizer(SGD(), learningRate: 0.5, wrappers: [PolyakAverage()])
      var stepper = Stepper(optimizer.resolved(totalSteps: 200), start: NDArray([1.0]))
      for noise in randomGradients(200, count: 1, seed: UInt64(seed)) {
        stepper.advance([stepper.parameters.doubles[0] + noise[0]])
      }
      let average = stepper.evaluationPoint.doubles[0]
      return (stepper.parameters.doubles[0], average)
    }
    // Variances: 1/3 of the walk at its end, about 1/100 of the mean of 100 points.
    #expect(errors.map { $0.mean * $0.mean }.reduce(0, +) < 20 * 0.03)
    #expect(errors.map { $0.last * $0.last }.reduce(0, +) > 20 * 0.1)
  }
}
