import DescentCore
import DescentTraining
import Testing

@Suite struct BatchSamplerTests {
  @Test(arguments: [1, 3, 7, 10, 20])
  func `an epoch takes every row once, in batches of which the last may be short`(size: Int) {
    var sampler = BatchSampler(rowCount: 10, batchSize: size, seed: 4)
    for epoch in 0..<3 {
      let batches = (0..<sampler.batchesPerEpoch).map { _ in Array(sampler.next()) }
      #expect(batches.flatMap { $0 }.sorted() == Array(0..<10))
      #expect(batches.dropLast().allSatisfy { $0.count == size })
      #expect(batches.last?.count == (9 % min(size, 10)) + 1)
      #expect(sampler.position == .init(epoch: epoch, batch: sampler.batchesPerEpoch))
    }
  }

  @Test func `the order is that of the seed's stream for the epoch`() {
    var sampler = BatchSampler(rowCount: 50, batchSize: 50, seed: 4)
    for epoch in 0..<3 as Range<UInt64> {
      var random = RandomSource(seed: 4).split(epoch)
      #expect(Array(sampler.next()) == random.permutation(50))
    }
  }

  @Test func `epochs and seeds differ`() {
    var (a, b) = (
      BatchSampler(rowCount: 50, batchSize: 50, seed: 4),
      BatchSampler(rowCount: 50, batchSize: 50, seed: 5)
    )
    let first = a.next()
    #expect(first != a.next() && first != b.next())
  }

  @Test func `a sampler made from any position goes on as the other`() throws {
    var sampler = BatchSampler(rowCount: 11, batchSize: 4, seed: 9)
    for _ in 0..<10 {
      var resumed = BatchSampler(
        rowCount: 11, batchSize: 4, seed: 9, position: sampler.position)
      var copy = sampler
      for _ in 0..<7 { #expect(resumed.next() == copy.next()) }
      _ = sampler.next()
    }
  }

  @Test func `without shuffling rows come as they are stored`() {
    var sampler = BatchSampler(rowCount: 5, batchSize: 3, seed: 1, shuffles: false)
    for _ in 0..<2 {
      #expect(sampler.next() == [0, 1, 2])
      #expect(sampler.next() == [3, 4])
    }
  }
}
