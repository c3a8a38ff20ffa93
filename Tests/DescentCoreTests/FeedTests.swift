import Testing

@testable import DescentCore

/// Programs that read feeds, against programs with inputs in their places.
@Suite struct FeedTests {
  @Test func `a program reads what a feed holds when it runs`() {
    let rows = Feed(.init([2], .int32))
    let table = NDArray([1.0, 2, 3, 4], shape: [4])
    let program = Program(.init([]), threads: 1) { [Tensor(table).take(Tensor(rows)) * $0] }
    for (chosen, expected) in [([0, 3], [10.0, 40]), ([2, 1], [30, 20])] {
      rows.storage.write(chosen.map(Int32.init))
      #expect(program(NDArray(scalar: 10))[0].doubles == expected)
    }
  }

  @Test func `feeds follow the inputs in the order in which they are first read`() {
    let feeds = (0..<3).map { k in Feed(NDArray([Double(k + 1), Double(10 * k)])) }
    let program = Program(.init([2]), threads: 1) { x in
      // The second is read twice, the first not at all.
      [x * Tensor(feeds[2]) + Tensor(feeds[1]), Tensor(feeds[1]) - x]
    }
    #expect(Set(program.feeds) == [feeds[1], feeds[2]] && program.feeds.count == 2)
    #expect(program.inputs.count == 3 && program.arguments.count == 1)
    let results = program(NDArray([5.0, 7]))
    #expect(results.map(\.doubles) == [[17, 150], [-3, 3]])
  }

  @Test func `a feed of an array shares its memory`() {
    let array = NDArray([1.0, 2])
    #expect(Feed(array).storage === array.storage)
    #expect(Feed(array) != Feed(array))
  }

  @Test func `derivatives go through what is fed`() {
    let x = Feed(NDArray([1.0, -2, 3]))
    let program = Program(.init([3]), threads: 1) { w in
      let f = { (w: Tensor) in exp((w * Tensor(x)).sum()) }
      return [gradient(of: f, at: w), hessian(of: f, at: w)]
    }
    let results = program(NDArray([0.0, 0, 0]))
    #expect(results[0].doubles == [1, -2, 3])
    #expect(results[1].doubles == [1, -2, 3, -2, 4, -6, 3, -6, 9])
  }

  @Test func `map over a function that reads a feed gives it to every example`() {
    let shift = Feed(NDArray([10.0, 20]))
    let rows = Feed(.init([3], .int32))
    rows.storage.write([2, 0, 2] as [Int32])
    let table = NDArray([1.0, 2, 3, 4, 5, 6], shape: [3, 2])
    let program = Program(.init([]), threads: 1) { scale in
      [
        map(over: Tensor(rows)) { row in
          Tensor(table).take(row.expanded(at: 0)).reshaped([2]) * scale + Tensor(shift)
        }
      ]
    }
    #expect(program(NDArray(scalar: 2))[0].doubles == [20, 32, 12, 24, 20, 32])
  }

  @Test(arguments: [1, 2, 3])
  func `a feed of a batch is shared out among threads`(threads: Int) {
    let rows = Feed(.init([7], .int32, isBatch: true))
    let other = Feed(.init([7], .float64, isBatch: true))
    let table = NDArray.uniform([20, 3], seed: 1)
    let program = Program(.init([3, 2]), threads: threads) { w in
      let y = matmul(Tensor(table).take(Tensor(rows)), w) * Tensor(other).expanded(at: 1)
      return [y, y.sum([0])]
    }
    let w = NDArray.uniform([3, 2], seed: 2)
    for seed in 0..<3 as Range<UInt64> {
      var random = RandomSource(seed: seed)
      let chosen = (0..<7).map { _ in Int32(random.index(below: 20)) }
      let factors = (0..<7).map { _ in random.normal() }
      rows.storage.write(chosen)
      other.storage.write(factors)
      let results = program(w).map(\.doubles)
      var expected = [Double](repeating: 0, count: 14)
      for (i, row) in chosen.enumerated() {
        for j in 0..<2 {
          for k in 0..<3 {
            expected[i * 2 + j] +=
              factors[i] * table.doubles[Int(row) * 3 + k] * w.doubles[k * 2 + j]
          }
        }
      }
      expectClose(results[0], expected, relative: 1e-13, absolute: 1e-14)
      let sums = (0..<2).map { j in (0..<7).reduce(0) { $0 + expected[$1 * 2 + j] } }
      expectClose(results[1], sums, relative: 1e-12, absolute: 1e-13)
    }
  }
}
