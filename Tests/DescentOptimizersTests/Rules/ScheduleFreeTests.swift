import DescentCore
import DescentOptimizers
import Foundation
import Testing

@Suite struct ScheduleFreeTests {
  @Test func `under a constant gradient it is evaluated at the mean of the plain steps`() {
    var stepper = Stepper(
      Optimizer(ScheduleFreeSGD.with { $0.averaging.beta = 0.8 }, learningRate: 0.1),
      start: NDArray([2.0]))
    for t in 1...25 {
      stepper.advance([3])  // zₖ = 2 − 0.3·k, and their mean over 1 … t
      let (z, x) = (2 - 0.3 * Double(t), 2 - 0.15 * Double(t + 1))
      expectClose([stepper.evaluationPoint.doubles], [[x]], relative: 1e-13)
      expectClose([stepper.parameters.doubles], [[0.2 * z + 0.8 * x]], relative: 1e-13)
    }
  }

  @Test func `powers of the step weigh later points more`() {
    let rule = ScheduleFreeSGD.with { $0.averaging.stepPower = 2.0 }
    var stepper = Stepper(Optimizer(rule, learningRate: 0.1), start: NDArray([2.0]))
    var (sum, weights) = (0.0, 0.0)
    for t in 1...25 {
      stepper.advance([3])
      let w = Double(t * t)
      sum += w * (2 - 0.3 * Double(t))
      weights += w
      expectClose([stepper.evaluationPoint.doubles], [[sum / weights]], relative: 1e-13)
    }
  }

  @Test func `the silent beginning of RAdam does not move, the other one does`() {
    for isSilent in [true, false] {
      let rule = ScheduleFreeRAdam.with { $0.isSilent = isSilent }
      let points = trajectory(
        Optimizer(rule, learningRate: 0.1), from: [2],
        gradients: [[Double]](repeating: [3], count: 5))
      // ρ₄ < 4 < ρ₅ for β₂ = 0.999.
      #expect(points[..<4].allSatisfy { ($0 == [2]) == isSilent })
      #expect(points[4] != points[3])
    }
  }
}
