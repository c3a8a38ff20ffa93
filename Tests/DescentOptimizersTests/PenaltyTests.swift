import DescentCore
import DescentOptimizers
import Testing

/// Penalties are part of the function, and changes of gradients are of every gradient.
@Suite struct PenaltyTests {
  /// (x − 1)², which with ½·2·x² has its minimum ½ at ½.
  private func solution(
    _ optimizer: Optimizer, from start: Double = 3, steps: Int = 20_000, tolerance: Double? = nil
  ) throws -> Solution {
    try minimize(
      from: Point([("x", NDArray(scalar: start))]), using: optimizer,
      stopping: StoppingRule(gradientTolerance: tolerance, steps: steps)
    ) { square($0.x - 1) }
  }

  private static let rules: [any UpdateRule] = [
    SGD(), Momentum(), Extragradient(), Sophia.with { $0.weightDecay = 0.0 },
    AdaHessian.with { $0.beta2 = 0.9 }, MARS.with { $0.isExact = true },
    PolyakStep.with { $0.smallest = 0.5 }, SPSMax.with { $0.smallest = 0.5 },
    MoMo.with { $0.model.lowerBound = 0.5 }, MoMoAdam.with { $0.model.lowerBound = 0.5 },
  ]

  @Test(arguments: rules.indices)
  func `every kind of rule comes to the minimum of the function with its penalty`(index: Int)
    throws
  {
    var optimizer = Optimizer(Self.rules[index], learningRate: 0.02)
    optimizer.schedule = try Schedule("cosine:steps=4000")
    optimizer.l2 = 2.0
    let found = try solution(optimizer, steps: 4000, tolerance: 0)
    #expect(abs(found.point["x"].scalar - 0.5) < 1e-4, "\(type(of: optimizer.rule).name)")
  }

  @Test func `the search ends where the gradient with the penalty vanishes`() throws {
    var optimizer = Optimizer(SGD(), learningRate: 0.2)
    optimizer.l2 = 2.0
    let found = try solution(optimizer)
    #expect(found.outcome.status == "converged")
    #expect(abs(found.point["x"].scalar - 0.5) < 1e-10 && abs(found.value - 0.5) < 1e-10)
    #expect(found.gradientNorm < 1e-10 && abs(found.gradient["x"].scalar) < 1e-10)
  }

  @Test func `what is frozen does not keep a search from its end`() throws {
    var optimizer = Optimizer(SGD(), learningRate: 0.2)
    try optimizer.addGroup("y: frozen=true")
    let found = try minimize(from: ["x": 3, "y": 3], using: optimizer) {
      square($0.x - 1) + square($0.y)
    }
    #expect(found.outcome.status == "converged" && found.point["y"].scalar == 3)
    #expect(found.gradient["y"].scalar == 0)
  }

  @Test func `a maximum has its penalty taken off`() throws {
    var optimizer = Optimizer(SGD(), learningRate: 0.2, wrappers: [Maximize()])
    optimizer.l2 = 2.0
    let found = try minimize(from: ["x": 3], using: optimizer) { -square($0.x - 1) }
    #expect(found.outcome.status == "converged" && abs(found.point["x"].scalar - 0.5) < 1e-10)
    #expect(abs(found.value + 0.5) < 1e-10)
  }

  @Test func `a clipped gradient is clipped where a rule looks ahead, too`() throws {
    for rule in [Extragradient(), SGD()] as [any UpdateRule] {
      let optimizer = Optimizer(rule, learningRate: 0.25, wrappers: [ClipValue(1)])
      let found = try solution(optimizer, from: 1000, steps: 8, tolerance: 0)
      #expect(found.point["x"].scalar == 998)
    }
  }

  @Test func `the point that is returned decides whether a search is over`() throws {
    for wrapper in [EMA(), PolyakAverage.with { $0.start = 0.0 }] as [any Wrapper] {
      let optimizer = Optimizer(SGD(), learningRate: 0.2, wrappers: [wrapper])
      let found = try solution(optimizer, steps: 200)
      #expect(found.outcome.status == "step-limit" && found.gradientNorm > 1e-3)
    }
    let quick = Optimizer(SGD(), learningRate: 0.2, wrappers: [EMA.with { $0.decay = 0.5 }])
    let found = try solution(quick, steps: 200)
    #expect(found.outcome.status == "converged" && found.gradientNorm < 1e-10)
  }

  @Test func `rules that follow the value come to where it is smallest`() throws {
    for rule in [PolyakStep(), MoMo(), MoMoAdam()] as [any UpdateRule] {
      let found = try minimize(from: ["x": 0, "y": 0], using: Optimizer(rule)) {
        square($0.x - 1) + 3 * square($0.y - 2)
      }
      #expect(found.outcome.status == "converged", "\(found.outcome.reason)")
    }
  }

  @Test func `differences are what every gradient of a step is taken by`() throws {
    // A derivative of 0, which differences see through.
    let step: @Sendable (Variables) -> Tensor = { square(floor($0.x * 64) / 64) }
    for wrapper in [FiniteDifferences.with { $0.spacing = 0.125 }, SPSA()] as [any Wrapper] {
      for rule in [SGD(), Extragradient()] as [any UpdateRule] {
        var optimizer = Optimizer(rule, learningRate: 0.1, wrappers: [wrapper])
        for inner in [SAM?.none, SAM.with { $0.radius = 0.01 }] {
          if let inner { try optimizer.wrap(inner) }
          let found = try minimize(
            from: ["x": 3], using: optimizer,
            stopping: StoppingRule(gradientTolerance: 0, steps: 200), step)
          #expect(abs(found.point["x"].scalar) < 1.5)
        }
      }
    }
  }

  @Test func `the learning rate that is told is the one in force`() throws {
    let wrapper = ReduceOnPlateau.with { ($0.patience, $0.factor) = (1, 0.5) }
    let optimizer = Optimizer(SGD(), learningRate: 0.25, wrappers: [wrapper])
    var rates: [Double] = []
    _ = try minimize(
      Objective(of: VariableLayout([("x", [])])) { abs($0.x) }, from: ["x": 0.125],
      using: optimizer, stopping: StoppingRule(gradientTolerance: 0, steps: 4),
      onStep: { rates.append($0.learningRate) })
    // 0.125, −0.125: no better; 0, better; then at 0 the gradient is 0.
    #expect(rates == [0.25, 0.25, 0.125, 0.125, 0.0625])
  }
}
