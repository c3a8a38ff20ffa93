import DescentCore
import DescentOptimizers
import Testing

/// What holds for every wrapper; a new one is tested by being registered.
@Suite struct WrapperLawTests {
  private static let rules: [any UpdateRule] = [
    SGD(), Momentum(), Adam(), AdamW(), ByTensor(), ByVector(),
  ]
  private let start = (0..<12).map { 0.2 * Double($0) + 0.1 }
  private let layout = VariableLayout([("w", [3, 3]), ("b", [3])])

  private func optimizer(_ name: String, _ rule: any UpdateRule) throws -> Optimizer {
    var optimizer = Optimizer(rule, learningRate: 0.05)
    optimizer.wrappers = [try WrapperRegistry.make(name)]
    optimizer.seed = 7
    return optimizer.resolved(totalSteps: 10)
  }

  private func stepper(_ name: String, _ rule: any UpdateRule, threads: Int = 1) throws -> Stepper {
    Stepper(try optimizer(name, rule), start: NDArray(start), layout, threads: threads)
  }

  @Test(arguments: WrapperRegistry.names)
  func `it goes with rules of every view`(name: String) throws {
    let gradients = randomGradients(10, count: 12, seed: 1)
    for rule in Self.rules {
      var stepper = try stepper(name, rule)
      for gradient in gradients { stepper.advance(gradient) }
      #expect(stepper.parameters.doubles.allSatisfy { $0.isFinite }, "\(type(of: rule).name)")
      #expect(stepper.parameters.doubles != start, "\(type(of: rule).name)")
    }
  }

  @Test(arguments: WrapperRegistry.names)
  func `the same steps give the same bits on any number of threads`(name: String) throws {
    let gradients = randomGradients(6, count: 12, seed: 2)
    let runs = try [1, 2, 2].map { threads in
      var stepper = try stepper(name, Adam(), threads: threads)
      for gradient in gradients { stepper.advance(gradient) }
      return [stepper.parameters] + stepper.state
    }
    #expect(runs[0] == runs[1] && runs[1] == runs[2])
  }

  @Test(arguments: WrapperRegistry.names)
  func `a run goes on from its copied state as if never interrupted`(name: String) throws {
    let gradients = randomGradients(10, count: 12, seed: 3)
    for stop in [1, 4, 5] {
      var (whole, resumed) = (try stepper(name, Adam()), try stepper(name, Adam()))
      var first = whole
      for gradient in gradients { whole.advance(gradient) }
      for gradient in gradients.prefix(stop) { first.advance(gradient) }
      resumed.resume(from: first)
      for gradient in gradients.dropFirst(stop) { resumed.advance(gradient) }
      #expect([resumed.parameters] + resumed.state == [whole.parameters] + whole.state)
    }
  }

  @Test(arguments: WrapperRegistry.names)
  func `float32 keeps its type and follows float64`(name: String) throws {
    // Drawn numbers decide where a value falls, and rounding may decide otherwise.
    let isRandom = ["random-k", "qsgd", "top-k", "finite-differences", "spsa"].contains(name)
    let gradients = randomGradients(10, count: 12, seed: 4)
    let wide = try optimizer(name, Momentum())
    var narrow = Stepper(wide, start: NDArray(start).converted(to: .float32), layout)
    var double = Stepper(wide, start: NDArray(start), layout)
    for gradient in gradients {
      narrow.advance(gradient)
      double.advance(gradient)
    }
    #expect(narrow.parameters.dtype == .float32)
    if !isRandom {
      expectClose([narrow.parameters.doubles], [double.parameters.doubles], relative: 1e-5)
    }
  }

  @Test(arguments: WrapperRegistry.names)
  func `at a minimum nothing moves`(name: String) throws {
    guard name != "noise" else { return }
    let start = Point([("x", NDArray([0.0, 0, 0])), ("y", NDArray(scalar: 0.0))])
    let objective = Objective(of: start.layout) { v in square(v.x).sum() + square(v.y) }
    for rule in Self.rules {
      var oracle = Oracle(objective)
      let optimizer = try optimizer(name, rule)
      var state = optimizer.initialState(at: start.vector(.float64), &oracle)
      for _ in 0..<6 { _ = optimizer.step(&state, &oracle) }
      #expect(state.iterate.point.doubles.allSatisfy { $0 == 0 }, "\(type(of: rule).name)")
      #expect(optimizer.result(of: state, &oracle).point.doubles.allSatisfy { $0 == 0 })
    }
  }

  @Test(arguments: WrapperRegistry.names)
  func `every setting changes what happens`(name: String) throws {
    let type = try #require(WrapperRegistry.all.first { $0.name == name })
    for key in type.keys {
      let usual = try optimizer(name, Momentum())
      let old = try WrapperRegistry.make(name).settings.first { $0.key == key }
      let values = ["true", "false", "0.5", "0.25", "2", "3", "first", "forward"]
      var changed = usual
      let other = values.lazy.filter { $0 != "\(old?.value.description ?? "")" }.compactMap {
        value in
        try? WrapperRegistry.make(name, settings: [key: value])
      }.first
      changed.wrappers = [try #require(other, "no other value of \(key) is in its range")]
      changed = changed.resolved(totalSteps: 10)
      let runs = [usual, changed].map { optimizer in
        var stepper = Stepper(optimizer, start: NDArray(start), layout)
        for k in 1...30 { stepper.advance(hardGradient(k)) }
        return [stepper.parameters, stepper.evaluationPoint]
      }
      // These matter only under circumstances, which their own tests make.
      let isRare = [
        "skip-nonfinite limit", "reduce-on-plateau absolute", "reduce-on-plateau relative",
        "reduce-on-plateau lowest", "reduce-on-plateau cooldown", "scale-by-norm lowest",
        "clip-adaptive epsilon",
      ].contains("\(name) \(key)")
      #expect(runs[0] != runs[1] || isRare, "\(key) does nothing")
    }
  }

  /// Gradients that are large, small and of either sign.
  private func hardGradient(_ k: Int) -> [Double] {
    randomGradients(k, count: 12, seed: 9)[k - 1].map { $0 * (k % 3 == 0 ? 10 : 0.1) }
  }

  @Test(arguments: WrapperRegistry.names)
  func `what is said about it is complete`(name: String) throws {
    let type = try #require(WrapperRegistry.all.first { $0.name == name })
    #expect(!type.summary.contains("\n") && type.summary.hasSuffix("."))
    #expect(!type.formula.isEmpty && !type.source.isEmpty)
    for (key, value) in try WrapperRegistry.make(name).settings where value != .number(.infinity) {
      // A default within its range is one that can be given.
      _ = try WrapperRegistry.make(name, settings: [key: "\(value)"])
    }
    #expect(Set(type.keys).count == type.keys.count)
  }

  @Test func `all of them go together`() throws {
    var optimizer = Optimizer(Adam(), learningRate: 0.01)
    // But for those of which there is one at a time.
    let names = WrapperRegistry.names.filter { !["spsa", "swa", "polyak"].contains($0) }
    for name in names.reversed() { try optimizer.wrap(WrapperRegistry.make(name)) }
    #expect(optimizer.wrappers.map { type(of: $0).name } == names)
    var stepper = Stepper(optimizer.resolved(totalSteps: 20), start: NDArray(start), layout)
    for gradient in randomGradients(20, count: 12, seed: 5) { stepper.advance(gradient) }
    #expect(stepper.parameters.doubles.allSatisfy { $0.isFinite })
  }

  @Test func `no two wrappers share a name`() {
    #expect(Set(WrapperRegistry.names).count == WrapperRegistry.names.count)
  }
}

/// A rule that looks at each parameter by itself: steps of length 1.
private struct ByTensor: DirectionRule {
  static let name = "by-tensor"
  static let summary = "Steps of one length."
  static let formula = "d = g/(‖g‖ + 1e-12)"
  static let source = "this test"
  static let defaultLearningRate = 0.1
  static let view = ParameterView.tensors
  func direction(for g: Tensor, step t: Tensor, state s: inout RuleState) -> Tensor {
    g / (norm(g) + 1e-12)
  }
}

/// A rule that looks at all parameters at once.
private struct ByVector: DirectionRule {
  static let name = "by-vector"
  static let summary = "Steps of one length."
  static let formula = "d = g/(‖g‖ + 1e-12)"
  static let source = "this test"
  static let defaultLearningRate = 0.1
  static let view = ParameterView.vector
  func direction(for g: Tensor, step t: Tensor, state s: inout RuleState) -> Tensor {
    g / (norm(g) + 1e-12)
  }
}
