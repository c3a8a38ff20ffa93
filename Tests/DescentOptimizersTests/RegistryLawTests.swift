import DescentCore
import DescentOptimizers
import Foundation
import Testing

/// What holds for every rule; a new rule is tested by being registered.
@Suite struct RegistryLawTests {
  private let start = (0..<37).map { 0.1 * Double($0) - 1.5 }

  /// The rules that look at the parameters in this way.
  private static func names(of view: ParameterView) -> [String] {
    OptimizerRegistry.rules.filter { $0.view == view }.map { $0.name }
  }

  private func optimizer(_ name: String) throws -> Optimizer {
    Optimizer(try OptimizerRegistry.make(name), learningRate: 0.05)
  }

  @Test(arguments: OptimizerRegistry.names)
  func `a zero gradient moves nothing but by the rule's own decay`(name: String) throws {
    let optimizer = try optimizer(name)
    let zeros = [[Double]](repeating: [Double](repeating: 0, count: 37), count: 5)
    let decays = optimizer.rule.settings.contains {
      ["weight-decay", "lambda"].contains($0.key) && $0.value.number != 0
    }
    for point in trajectory(optimizer, from: start, gradients: zeros) {
      let shrink = point[0] / start[0]
      #expect(decays ? (0.9..<1).contains(shrink) : abs(shrink - 1) < 1e-14)
      expectClose([point], [start.map { $0 * shrink }], relative: 1e-14)
    }
  }

  @Test(arguments: OptimizerRegistry.names)
  func `the same steps give the same bits`(name: String) throws {
    let gradients = randomGradients(10, count: 37, seed: 1)
    let runs = try (0..<2).map { _ in
      var stepper = Stepper(try optimizer(name), start: NDArray(start), threads: 2)
      for gradient in gradients { stepper.advance(gradient) }
      return [stepper.parameters] + stepper.state
    }
    #expect(runs[0] == runs[1])
  }

  @Test(arguments: names(of: .elements))
  func `cutting the vector in two changes nothing`(name: String) throws {
    let gradients = randomGradients(10, count: 37, seed: 2)
    let optimizer = try optimizer(name)
    let whole = trajectory(optimizer, from: start, gradients: gradients)
    let parts = [0..<11, 11..<37].map { range in
      trajectory(
        optimizer, from: Array(start[range]), gradients: gradients.map { Array($0[range]) })
    }
    expectClose(zip(parts[0], parts[1]).map { $0 + $1 }, whole, relative: 0)
  }

  @Test(arguments: OptimizerRegistry.names)
  func `float32 keeps its type and follows float64`(name: String) throws {
    let gradients = randomGradients(20, count: 37, seed: 3)
    let optimizer = try optimizer(name)
    let wide = trajectory(optimizer, from: start, gradients: gradients)
    let narrow = trajectory(optimizer, from: start, .float32, gradients: gradients)
    // Twenty steps, each rounding to 2⁻²⁴ a few times.
    expectClose(narrow, wide, relative: 1e-5)
    var stepper = Stepper(optimizer, start: NDArray(start).converted(to: .float32))
    #expect(stepper.program.outputs[0].dtype == .float32)
    #expect(stepper.state.allSatisfy { $0.dtype == .float32 || $0.shape == [] })
  }

  @Test(arguments: OptimizerRegistry.names)
  func `every hyper-parameter changes the trajectory`(name: String) throws {
    let gradients = randomGradients(20, count: 3, seed: 4)
    let description = try Catalogue.method(named: name)
    let bases =
      [[:]]
      + description.hyperparameters.flatMap { setting in
        settings(of: name, setting).map { [setting.key: $0] }
      }
    for setting in description.hyperparameters {
      // Some only matter beside another: Nesterov's form of a momentum.
      let matters = try bases.contains { base in
        let usual = try course(name, base, gradients)
        return try settings(of: name, setting).contains { value in
          try course(name, base.merging([setting.key: value]) { $1 }, gradients) != usual
        }
      }
      #expect(matters, "\(setting.key) does nothing")
    }
  }

  /// Other values that a setting can take.
  private func settings(of name: String, _ setting: CatalogueEntry.Setting) -> [String] {
    let candidates = ["0.5", "0.25", "2", "10", "true", "false", "none"]
    return (candidates + setting.range.components(separatedBy: " or ")).filter {
      $0 != "\(setting.default)"
        && (try? OptimizerRegistry.make(name, settings: [setting.key: $0])) != nil
    }
  }

  /// The points of a run, and where the function would be evaluated at its end.
  private func course(
    _ name: String, _ settings: [String: String], _ gradients: [[Double]]
  ) throws -> [[Double]] {
    let rule = try OptimizerRegistry.make(name, settings: settings)
    var stepper = Stepper(
      Optimizer(rule, learningRate: 0.05), start: NDArray(Array(start.prefix(3))))
    let points = gradients.map { gradient in
      stepper.advance(gradient)
      return stepper.parameters.doubles
    }
    return points + [stepper.evaluationPoint.doubles]
  }

  @Test(arguments: OptimizerRegistry.names)
  func `a run goes on from its copied state as if never interrupted`(name: String) throws {
    let gradients = randomGradients(10, count: 37, seed: 5)
    var whole = Stepper(try optimizer(name), start: NDArray(start))
    var resumed = Stepper(try optimizer(name), start: NDArray(start))
    var first = whole
    for gradient in gradients { whole.advance(gradient) }
    for gradient in gradients.prefix(5) { first.advance(gradient) }
    resumed.resume(from: first)
    for gradient in gradients.suffix(5) { resumed.advance(gradient) }
    #expect([resumed.parameters] + resumed.state == [whole.parameters] + whole.state)
  }

  @Test(arguments: names(of: .elements))
  func `one step passes once over memory`(name: String) throws {
    let start = NDArray([Double](repeating: 1, count: 1000)).converted(to: .float32)
    var stepper = Stepper(try optimizer(name), start: start)
    let text = stepper.program.description
    #expect(text.split(separator: "loop over 1000 elements").count == 2, "\(text)")
  }

  @Test(arguments: OptimizerRegistry.names)
  func `the catalogue's entry is complete`(name: String) throws {
    let description = try Catalogue.method(named: name)
    let isKebab = { (text: String) in
      !text.isEmpty && text.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "-" }
    }
    #expect(isKebab(name))
    #expect(!description.summary.contains("\n") && description.summary.hasSuffix("."))
    #expect(!description.formula.isEmpty && !description.source.isEmpty)
    #expect(try #require(description.rule).learningRate > 0)
    for setting in description.hyperparameters {
      #expect(isKebab(setting.key) && !setting.meaning.isEmpty)
      // A default within its range is one that can be given.
      _ = try OptimizerRegistry.make(name, settings: [setting.key: "\(setting.default)"])
    }
    #expect(Set(description.hyperparameters.map(\.key)).count == description.hyperparameters.count)
  }

  @Test(arguments: OptimizerRegistry.names)
  func `a quadratic falls`(name: String) throws {
    var stepper = Stepper(try optimizer(name), start: NDArray([3.0, -2.0]))
    for _ in 0..<200 {
      let p = stepper.parameters.doubles
      stepper.advance([p[0] - 1, 4 * (p[1] - 1)])
    }
    let p = stepper.parameters.doubles
    #expect(square(p[0] - 1) + 4 * square(p[1] - 1) < 0.99 * (4 + 36), "\(p)")
  }

  private func square(_ x: Double) -> Double { x * x }

  @Test func `no two rules share a name`() {
    #expect(Set(OptimizerRegistry.names).count == OptimizerRegistry.names.count)
  }
}
