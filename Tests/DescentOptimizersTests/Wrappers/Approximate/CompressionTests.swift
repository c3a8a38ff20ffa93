import DescentCore
import DescentOptimizers
import Testing

@Suite struct CompressionTests {
  /// The gradients that a rule sees: what SGD of rate 1 moves by.
  private func seen(
    _ wrapper: any Wrapper, _ gradients: [[Double]], seed: UInt64 = 0,
    _ layout: VariableLayout? = nil
  ) -> [[Double]] {
    var optimizer = Optimizer(SGD(), learningRate: 1, wrappers: [wrapper])
    optimizer.seed = seed
    var stepper = Stepper(optimizer, start: .zeros([gradients[0].count]), layout)
    return gradients.map { g in
      let before = stepper.parameters.doubles
      stepper.advance(g)
      return zip(before, stepper.parameters.doubles).map { $0 - $1 }
    }
  }

  private func sums(_ rows: [[Double]]) -> [Double] {
    rows.reduce([Double](repeating: 0, count: rows[0].count)) { zip($0, $1).map { $0 + $1 } }
  }

  @Test func `signs have the mean size of each parameter's elements`() {
    let layout = VariableLayout([("a", [3]), ("b", [2])])
    let wrapper = SignCompression.with { $0.hasFeedback = false }
    let found = seen(wrapper, [[1, -2, 3, 0, -4]], layout)
    #expect(found == [[2, -2, 2, 0, -2]])
  }

  @Test func `what signs lose comes with the next gradient`() {
    // a = (3, 1), sent (2, 2), left (1, -1); then a = (1, -1) + (0, 4).
    let found = seen(SignCompression(), [[3, 1], [0, 4]])
    #expect(found == [[2, 2], [2, 2]])
  }

  @Test func `the largest elements are taken, and their equals`() {
    var wrapper = TopK()
    (wrapper.share, wrapper.hasFeedback) = (0.4, false)
    #expect(seen(wrapper, [[1, -5, 2, 4, 0]]) == [[0, -5, 0, 4, 0]])
    #expect(seen(wrapper, [[1, -5, 4, 4, -4]]) == [[0, -5, 4, 4, -4]])
    #expect(seen(wrapper, [[0, 0, 0, 0, 0]]) == [[0, 0, 0, 0, 0]])
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `top-k takes the k largest and keeps the rest for later`(seed: UInt64) {
    let gradients = randomGradients(6, count: 50, seed: seed)
    let found = seen(TopK.with { $0.share = 0.2 }, gradients)
    #expect(found.allSatisfy { $0.count { $0 != 0 } == 10 }, "seed \(seed)")
    let first = gradients[0].map(abs).sorted(by: >)
    for (x, g) in zip(found[0], gradients[0]) {
      #expect(abs(g) >= first[9] ? abs(x - g) < 1e-15 : x == 0, "seed \(seed)")
    }
    // Nothing is lost: what was not sent after so many steps is less than all that came.
    let (sent, all) = (sums(found), sums(gradients))
    let left = zip(all, sent).map { $0 - $1 }.reduce(0) { $0 + $1 * $1 }
    #expect(left < gradients.joined().reduce(0) { $0 + $1 * $1 }, "seed \(seed)")
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `random elements are as many as asked for and right on average`(seed: UInt64) {
    let g = randomGradients(1, count: 10, seed: seed)[0]
    var wrapper = RandomK()
    (wrapper.share, wrapper.hasFeedback) = (0.3, false)
    let count = 1500
    let found = seen(wrapper, [[Double]](repeating: g, count: count), seed: seed)
    // Differences of sums of points, whence the rounding.
    #expect(found.allSatisfy { $0.count { abs($0) > 1e-9 } == 3 }, "seed \(seed)")
    for (x, g) in zip(sums(found), g) {
      // An element's deviation is √(n/k − 1)·|g|.
      let deviation = (7 / 3.0).squareRoot() * abs(g) / Double(count).squareRoot()
      #expect(abs(x / Double(count) - g) < 5 * deviation, "seed \(seed)")
    }
  }

  @Test func `with feedback random elements are sent as they are, and others later`() {
    let found = seen(
      RandomK.with { $0.share = 0.5 }, [[1, 2, 3, 4], [0, 0, 0, 0], [0, 0, 0, 0]])
    #expect(found[0].count { $0 != 0 } == 2)
    #expect(zip(found[0], [1.0, 2, 3, 4]).allSatisfy { $0 == 0 || $0 == $1 })
    #expect(zip(sums(found), [1.0, 2, 3, 4]).allSatisfy { $0 == 0 || $0 == $1 })
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `quantized gradients have few levels and are right on average`(seed: UInt64) {
    let g = randomGradients(1, count: 8, seed: seed)[0]
    let size = g.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let count = 1500
    let found = seen(
      QSGD.with { $0.levels = 4 }, [[Double]](repeating: g, count: count), seed: seed)
    for x in found.joined() {
      let level = abs(x) / size * 4
      #expect(abs(level - level.rounded()) < 1e-9, "seed \(seed)")
    }
    var variance = 0.0
    for (k, x) in sums(found).enumerated() {
      // A level's deviation is at most half of one.
      #expect(abs(x / Double(count) - g[k]) < 5 * size / 8 / Double(count).squareRoot())
      variance += found.reduce(0) { $0 + ($1[k] - g[k]) * ($1[k] - g[k]) } / Double(count)
    }
    // The paper's lemma 3.1: min(n/s², √n/s)·‖g‖².
    #expect(variance <= 0.5 * size * size, "seed \(seed)")
  }

  @Test func `a gradient of zero is quantized to zero`() {
    #expect(seen(QSGD(), [[0, 0, 0]]) == [[0, 0, 0]])
  }
}
