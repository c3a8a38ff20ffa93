import DescentCore
import DescentOptimizers
import Testing

@Suite struct SkipNonfiniteTests {
  private let good = randomGradients(4, count: 2, seed: 1)

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func `it is as if the step had not been`(bad: Double) {
    let optimizer = Optimizer(Adam(), learningRate: 0.1, wrappers: [SkipNonfinite()])
    let found = trajectory(
      optimizer, from: [1, 2],
      gradients: [[bad, 1], good[0], good[1], [1, bad], [bad, bad], good[2], good[3]])
    let expected = trajectory(
      Optimizer(Adam(), learningRate: 0.1), from: [1, 2], gradients: good)
    let kept = [[1, 2], expected[0], expected[1], expected[1], expected[1]] + expected.suffix(2)
    expectClose(found, kept, relative: 0)
  }

  @Test func `after more in a row than the limit it gives up`() {
    let wrapper = SkipNonfinite.with { $0.limit = 2 }
    let optimizer = Optimizer(SGD(), learningRate: 0.1, wrappers: [wrapper])
    let bad: [Double] = [.nan, 1]
    let points = trajectory(
      optimizer, from: [1, 2], gradients: [bad, bad, [0, 0], bad, bad, bad])
    #expect(points[4] == [1, 2])
    #expect(points[5][0].isNaN && points[5][1] == 1.9)
  }
}
