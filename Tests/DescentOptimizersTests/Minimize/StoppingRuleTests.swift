import DescentCore
import DescentOptimizers
import Testing

/// Each rule ends a search, and says so; gradient descent on x² halves x at every step.
@Suite struct StoppingRuleTests {
  private func end(_ change: (inout StoppingRule) -> Void) throws -> Solution {
    var rule = StoppingRule(steps: 50)
    change(&rule)
    return try minimize(
      from: ["x": 8], using: Optimizer(GradientDescent(), learningRate: 0.25), stopping: rule
    ) { v in square(v.x) }
  }

  @Test func `a share of the first gradient`() throws {
    let solution = try end { $0.relativeGradientTolerance = 0.1 }
    #expect(solution.iterations == 4)
    #expect(solution.outcome == .converged("gradient norm 1 below 0.1 of that at the start"))
  }

  /// The value falls by ¾ of what it was, always.
  @Test func `a small fall of the value`() throws {
    #expect(try end { $0.valueTolerance = 0.76 }.iterations == 1)
    #expect(try end { $0.valueTolerance = 0.74 }.iterations > 30)
  }

  /// A step is as long as what is left.
  @Test func `a short step`() throws {
    #expect(try end { $0.stepTolerance = 1.01 }.iterations == 1)
    #expect(try end { $0.stepTolerance = 0.99 }.iterations > 30)
  }

  @Test func `values of the function`() throws {
    let solution = try end { $0.evaluations = 7 }
    #expect(solution.evaluations.value == 7)
    #expect(solution.outcome == .stepLimit("7 values computed, of 7 allowed"))
  }
}
