import DescentCore
import DescentOptimizers
import Testing

@Suite struct SPSATests {
  private let start = Point([("x", NDArray([1.0, -2, 3]))])

  private func run(_ wrapper: SPSA, seed: UInt64, steps: Int, rate: Double) -> [Double] {
    let objective = Objective(of: start.layout) { v in square(v.x).sum() }
    var oracle = Oracle(objective)
    var optimizer = Optimizer(SGD(), learningRate: rate, wrappers: [wrapper])
    optimizer.seed = seed
    var state = optimizer.initialState(at: start.vector(.float64), &oracle)
    for _ in 0..<steps { _ = optimizer.step(&state, &oracle) }
    return state.iterate.point.doubles
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `the mean over many directions is the gradient`(seed: UInt64) {
    let wrapper = SPSA.with { ($0.samples, $0.alpha) = (400, 0) }
    let found = zip([1.0, -2, 3], run(wrapper, seed: seed, steps: 1, rate: 1)).map { $0 - $1 }
    // Of a quadratic the difference is exact, Δ·Δᵀ·g; each element's deviation is at most ‖g‖/√400.
    let bound = 5 * (56.0).squareRoot() / 20
    for (x, g) in zip(found, [2.0, -4, 6]) { #expect(abs(x - g) < bound, "seed \(seed)") }
  }

  @Test func `one direction gives a multiple of its signs`() {
    let wrapper = SPSA.with { $0.alpha = 0 }
    let found = zip([1.0, -2, 3], run(wrapper, seed: 5, steps: 1, rate: 1)).map { $0 - $1 }
    #expect(found.allSatisfy { abs(abs($0) - abs(found[0])) < 1e-12 })
  }

  @Test func `the gains are Spall's`() {
    // In one dimension the difference of a quadratic is its gradient: only the rate is left.
    let start = Point([("x", NDArray([1.0]))])
    let objective = Objective(of: start.layout) { v in 0.5 * square(v.x).sum() }
    var oracle = Oracle(objective)
    let wrapper = SPSA.with { ($0.stability, $0.distance) = (2, 0.5) }
    let optimizer = Optimizer(SGD(), learningRate: 0.5, wrappers: [wrapper])
    var state = optimizer.initialState(at: start.vector(.float64), &oracle)
    var (x, expected) = ([[Double]](), 1.0)
    for t in 1...3 {
      _ = optimizer.step(&state, &oracle)
      x.append(state.iterate.point.doubles)
      expected *= 1 - 0.5 * exponential(-0.602, of: Double(t) + 2)
      expectClose([x[t - 1]], [[expected]], relative: 1e-12)
    }
  }

  /// baseᵖ by the program's own power.
  private func exponential(_ p: Double, of base: Double) -> Double {
    Program(inputs: [.init([])], threads: 1) { [pow($0[0], p)] }.run([NDArray(scalar: base)])[0]
      .scalar
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `a quadratic is minimized from values alone`(seed: UInt64) {
    let found = run(SPSA(), seed: seed, steps: 600, rate: 0.3)
    #expect(found.allSatisfy { abs($0) < 0.05 }, "seed \(seed): \(found)")
  }
}
