import DescentCore
import Testing

@testable import DescentTraining

@Suite struct InitializerTests {
  private func values(_ initializer: Initializer, _ shape: Shape, seed: UInt64 = 1) -> [Double] {
    var random = RandomSource(seed: seed)
    return initializer.values(shape, using: &random)
  }

  private func variance(_ values: [Double]) -> Double {
    let mean = values.reduce(0, +) / Double(values.count)
    return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
  }

  @Test(
    arguments: [
      (.glorotUniform, 2.0 / 500), (.glorotNormal, 2.0 / 500), (.heUniform, 2.0 / 200),
      (.heNormal, 2.0 / 200), (.lecunUniform, 1.0 / 200), (.lecunNormal, 1.0 / 200),
      (.normal(standardDeviation: 0.3), 0.09), (.uniform(limit: 0.6), 0.12),
    ] as [(Initializer, Double)])
  func `60000 draws have the variance of the paper`(initializer: Initializer, expected: Double) {
    let found = variance(values(initializer, [200, 300]))
    #expect(abs(found / expected - 1) < 0.03, "\(initializer): \(found)")
  }

  @Test func `uniform draws stay below their limit and come near it`() {
    let draws = values(.uniform(limit: 0.5), [10_000])
    #expect(draws.allSatisfy { abs($0) <= 0.5 } && draws.contains { abs($0) > 0.499 })
  }

  @Test(arguments: [[6, 4], [4, 6], [5, 5], [1, 7]])
  func `the shorter side of an orthogonal weight is orthonormal`(sizes: [Int]) {
    let (rows, columns) = (sizes[0], sizes[1])
    let w = values(.orthogonal(gain: 2), [rows, columns])
    let isWide = rows <= columns
    let count = min(rows, columns)
    for i in 0..<count {
      for j in 0..<count {
        let product = (0..<max(rows, columns)).reduce(0.0) { sum, k in
          let (a, b) =
            isWide
            ? (w[i * columns + k], w[j * columns + k]) : (w[k * columns + i], w[k * columns + j])
          return sum + a * b
        }
        #expect(abs(product - (i == j ? 4 : 0)) < 1e-12)
      }
    }
  }

  @Test func `sparse weights give every output fifteen inputs`() {
    let w = values(.sparse(), [100, 40])
    for output in 0..<40 {
      #expect((0..<100).filter { w[$0 * 40 + output] != 0 }.count == 15)
    }
    #expect(abs(variance(w.filter { $0 != 0 }) - 1) < 0.2)
  }

  @Test func `sparse weights of a narrow layer use all inputs`() {
    #expect(values(.sparse(), [4, 3]).allSatisfy { $0 != 0 })
  }

  @Test func `zeros and constants are what they say`() {
    #expect(values(.zeros, [2, 2]) == [0, 0, 0, 0] && values(.constant(3), [2]) == [3, 3])
  }

  @Test func `the same seed draws the same values and another one others`() {
    let initializer = Initializer.heNormal
    #expect(values(initializer, [9]) == values(initializer, [9]))
    #expect(values(initializer, [9]) != values(initializer, [9], seed: 2))
  }
}
