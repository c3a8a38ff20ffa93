import DescentCore
import Testing

@testable import DescentOptimizers

@Suite struct DiagonalEstimatorTests {
  private let matrix = NDArray([3.0, 1, -2, 1, 5, 0.5, -2, 0.5, 1], shape: [3, 3])

  private func probe(_ a: Tensor) -> Probe {
    Probe(value: Tensor(0), gradient: { matmul(a, $0) }, hessianVectorProduct: { matmul(a, $0) })
  }

  @Test func `the mean of the estimates is the diagonal`() {
    let program = Program(inputs: [.init([])], threads: 1) { x in
      var random = RandomTensors(seed: 7, step: x[0])
      let p = Tensor.zeros(like: Tensor(matrix).diagonal)
      return [probe(Tensor(matrix)).hutchinsonDiagonal(like: p, &random)]
    }
    let draws = (1...4000).map { program.run([NDArray(scalar: Double($0))])[0].doubles }
    // The variance of element i is Σ a²ᵢⱼ over j ≠ i, 5 at most: four standard errors of the mean.
    for (k, expected) in [3.0, 5, 1].enumerated() {
      let mean = draws.reduce(0) { $0 + $1[k] } / 4000
      #expect(abs(mean - expected) < 4 * (5.0 / 4000).squareRoot(), "\(mean)")
    }
    #expect(Set(draws.map { $0[0] }).count == 4)  // 3 ± 1 ± 2
  }

  @Test func `several probes are the mean of as many draws`() {
    let program = Program(inputs: [.init([])], threads: 1) { x in
      var random = RandomTensors(seed: 7, step: x[0])
      var same = random
      let p = Tensor.zeros(like: Tensor(matrix).diagonal)
      let f = probe(Tensor(matrix))
      let single = (0..<3).map { _ in f.hutchinsonDiagonal(like: p, &random) }
      return [f.hutchinsonDiagonal(like: p, probes: 3, &same), .stack(single)]
    }
    for step in 1...20 {
      let results = program.run([NDArray(scalar: Double(step))])
      let (mean, draws) = (results[0].doubles, results[1].doubles)
      let expected = (0..<3).map { (k: Int) -> Double in
        (draws[k] + draws[3 + k] + draws[6 + k]) / 3
      }
      expectClose([mean], [expected], relative: 1e-15)
    }
  }

  @Test func `draws of several samples differ, and the first is that of one`() {
    let program = Program(inputs: [.init([])], threads: 1) { x in
      var random = RandomTensors(seed: 7, step: x[0])
      var draws = (0..<3).map { random.draw($0) }
      let p = Tensor(NDArray.zeros([300]))
      return [random.uniform(like: p)] + draws.indices.map { draws[$0].uniform(like: p) }
    }
    let results = program.run([NDArray(scalar: 1.0)])
    #expect(results[0] == results[1])
    // Every number of every draw is its own.
    #expect(Set(results.flatMap(\.doubles)).count == 900)
  }

  @Test func `as many products as parameters give the diagonal itself`() {
    let program = Program(inputs: [.init([3])], threads: 1) { x in
      [probe(Tensor(matrix)).exactDiagonal(like: x[0])]
    }
    #expect(program.run([NDArray([0.0, 0, 0])])[0].doubles == [3, 5, 1])
  }
}
