import DescentCore
import DescentOptimizers
import Testing

@Suite struct NoiseTests {
  /// The noise of each step: what SGD of rate 1 moves by where the gradient is 0.
  private func noise(seed: UInt64, steps: Int, count: Int = 4000) -> [[Double]] {
    var optimizer = Optimizer(SGD(), learningRate: 1)
    optimizer.wrappers = [Noise.with { ($0.variance, $0.decay) = (0.5, 1) }]
    optimizer.seed = seed
    let zeros = [Double](repeating: 0, count: count)
    let points = trajectory(
      optimizer, from: zeros, gradients: [[Double]](repeating: zeros, count: steps))
    return zip([zeros] + points, points).map { zip($0, $1).map { $0 - $1 } }
  }

  @Test(arguments: [1, 2] as [UInt64])
  func `its variance falls as a power of the step`(seed: UInt64) {
    for (k, draws) in noise(seed: seed, steps: 4).enumerated() {
      let mean = draws.reduce(0, +) / 4000
      let variance = draws.reduce(0) { $0 + $1 * $1 } / 4000
      let expected: Double = 0.5 / Double(k + 1)
      // Five standard errors of 4000 draws: 1/√4000 and √(2/4000).
      #expect(abs(mean) < 0.08 * expected.squareRoot(), "seed \(seed), step \(k + 1)")
      #expect(abs(variance / expected - 1) < 0.112, "seed \(seed), step \(k + 1)")
    }
  }

  @Test func `it follows from the seed and differs from step to step`() {
    let (a, b) = (noise(seed: 3, steps: 2, count: 10), noise(seed: 3, steps: 2, count: 10))
    #expect(a == b && a[0] != a[1])
    #expect(noise(seed: 4, steps: 2, count: 10) != a)
  }
}
