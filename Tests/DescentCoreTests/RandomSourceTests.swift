import Testing

@testable import DescentCore

@Suite struct RandomSourceTests {
  @Test func `the stream is that of the published SplitMix64`() {
    var random = RandomSource(seed: 1_234_567)
    let published: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
    ]
    #expect(published == published.map { _ in random.next() })
  }

  @Test func `a source made from a state goes on where the other stands`() {
    var random = RandomSource(seed: 3)
    _ = random.next()
    var other = RandomSource(seed: random.state)
    #expect(random.next() == other.next())
  }

  /// A hundred thousand draws: sample moments are within five standard errors.
  @Test func `uniform and normal numbers have their moments`() {
    var random = RandomSource(seed: 1)
    let count = 100_000.0
    let uniform = (0..<Int(count)).map { _ in random.uniform() }
    let normal = (0..<Int(count)).map { _ in random.normal() }
    func mean(_ x: [Double]) -> Double { x.reduce(0, +) / count }
    #expect(uniform.allSatisfy { 0..<1 ~= $0 })
    #expect(abs(mean(uniform) - 0.5) < 5 * (1 / (12 * count)).squareRoot())
    #expect(abs(mean(uniform.map { $0 * $0 }) - 1.0 / 3) < 5 * (4 / (45 * count)).squareRoot())
    #expect(abs(mean(normal)) < 5 / count.squareRoot())
    #expect(abs(mean(normal.map { $0 * $0 }) - 1) < 5 * (2 / count).squareRoot())
    #expect(abs(mean(normal.map { $0 * $0 * $0 })) < 5 * (15 / count).squareRoot())
    #expect(abs(mean(normal.map { $0 * $0 * $0 * $0 }) - 3) < 5 * (96 / count).squareRoot())
  }

  @Test func `permutations hold each index once and are all as likely`() {
    var random = RandomSource(seed: 2)
    #expect(random.permutation(1000).sorted() == (0..<1000).map(Int32.init))
    #expect(random.permutation(0) == [] && random.permutation(1) == [0])
    var counts: [[Int32]: Int] = [:]
    for _ in 0..<6000 { counts[random.permutation(3), default: 0] += 1 }
    #expect(counts.count == 6 && counts.values.allSatisfy { abs($0 - 1000) < 150 })
  }

  @Test func `children differ from one another and do not move their parent`() {
    let random = RandomSource(seed: 5)
    var firsts: Set<UInt64> = []
    for index in 0..<1000 as Range<UInt64> {
      var child = random.split(index)
      firsts.insert(child.next())
      var grandchild = random.split(index).split(0)
      firsts.insert(grandchild.next())
    }
    #expect(firsts.count == 2000 && random.state == 5)
  }
}
