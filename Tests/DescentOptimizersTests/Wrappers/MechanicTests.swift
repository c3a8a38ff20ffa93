import DescentCore
import DescentOptimizers
import Testing

@Suite struct MechanicTests {
  /// The first steps of a quadratic, by numbers written out from the paper for one decay.
  @Test func `two steps by hand with one decay`() {
    let wrapper = Mechanic.with {
      ($0.betaCount, $0.start, $0.weightDecay, $0.epsilon) = (1, 0.5, 0, 1e-12)
    }
    let optimizer = Optimizer(SGD(), learningRate: 1, wrappers: [wrapper])
    let found = trajectory(optimizer, from: [2], gradients: [[1], [3]])
    // Step 1: Δ₀ = 0, h = 0, m = ε, v = 0, s = s₀·m/ε = 0.5, p = 2 − 0.5·1.
    // Step 2: Δ₁ = 0.5/0.5 = 1, h = 3, r = clamp(3, ±ε)·s ≈ 0, m = 3, v = 9,
    //   s = 0.5·3/3 = 0.5, Δ₂ = 1 + 3, p = 2 − 0.5·4.
    expectClose(found, [[1.5], [0]], relative: 1e-10)
  }

  @Test(arguments: [1e-4, 1, 100])
  func `the learning rate of the rule hardly matters`(rate: Double) {
    let wrapper = Mechanic.with { ($0.start, $0.weightDecay) = (1e-4, 0) }
    let optimizer = Optimizer(Adam(), learningRate: rate, wrappers: [wrapper])
    var stepper = Stepper(optimizer, start: NDArray([3.0, -2.0]))
    for _ in 0..<600 {
      let p = stepper.parameters.doubles
      stepper.advance([p[0] - 1, 4 * (p[1] - 1)])
    }
    expectClose([stepper.parameters.doubles], [[1, 1]], relative: 0.1, "rate \(rate)")
  }
}
