import DescentCore
import DescentOptimizers
import Foundation
import Testing

/// What holds for every rule; a new rule is tested by being registered.
@Suite struct RegistryLawTests {
  private let start = (0..<37).map { 0.1 * Double($0) - 1.5 }
  /// A matrix and a vector, for rules that tell them apart.
  private let layout = VariableLayout([("W", [5, 4]), ("b", [17])])

  /// The rules that look at the parameters in one of these ways.
  private static func names(of views: ParameterView...) -> [String] {
    OptimizerRegistry.rules.filter { views.contains($0.view) }.map { $0.name }
  }

  private func optimizer(_ name: String, _ settings: [String: String] = [:]) throws -> Optimizer {
    Optimizer(try OptimizerRegistry.make(name, settings: settings), learningRate: 0.05)
  }

  private static let resting =
    OptimizerRegistry.rules.filter { $0.restsWithoutGradient }.map { $0.name }

  @Test(arguments: resting)
  func `a zero gradient moves nothing but by the rule's own decay`(name: String) throws {
    let zeros = [[Double]](repeating: [Double](repeating: 0, count: 37), count: 5)
    func points(_ settings: [String: String]) throws -> [[Double]] {
      trajectory(
        try optimizer(name, settings), from: start, .float64, layout, gradients: zeros)
    }
    let decays = try OptimizerRegistry.rule(named: name).keys.filter {
      ["weight-decay", "lambda"].contains($0)
    }
    let still = try points(Dictionary(uniqueKeysWithValues: decays.map { ($0, "0") }))
    expectClose(still, still.map { _ in start }, relative: 1e-14)
    for point in try points([:]) {
      // Towards 0, by less than a tenth in five steps.
      #expect(
        zip(point, start).allSatisfy { now, before in
          let shrunk = before * (before - now) / max(before * before, 1e-30)
          return shrunk > -1e-14 && shrunk < 0.1
        })
    }
  }

  // Rprop's step sizes and MADGRAD's rate have a lower bound.
  @Test(arguments: OptimizerRegistry.names.filter { !["rprop", "madgrad"].contains($0) })
  func `a learning rate of 0 moves nothing`(name: String) throws {
    let optimizer = Optimizer(try OptimizerRegistry.make(name), learningRate: 0)
    let points = trajectory(
      optimizer, from: start, .float64, layout, gradients: randomGradients(5, count: 37, seed: 9))
    expectClose(points, points.map { _ in start }, relative: 1e-14)
  }

  @Test(arguments: OptimizerRegistry.names)
  func `the same steps give the same bits`(name: String) throws {
    let gradients = randomGradients(10, count: 37, seed: 1)
    let runs = try (0..<2).map { _ in
      var stepper = Stepper(try optimizer(name), start: NDArray(start), layout, threads: 2)
      for gradient in gradients { stepper.advance(gradient) }
      return [stepper.parameters] + stepper.state
    }
    #expect(runs[0] == runs[1])
  }

  @Test(arguments: names(of: .elements, .tensors))
  func `what is looked at by itself moves as if alone`(name: String) throws {
    let gradients = randomGradients(10, count: 37, seed: 2)
    let optimizer = try optimizer(name)
    let whole = trajectory(optimizer, from: start, .float64, layout, gradients: gradients)
    let isTensors = type(of: optimizer.rule).view == .tensors
    let cuts = isTensors ? layout.entries.map(\.range) : [0..<11, 11..<37]
    let parts = cuts.enumerated().map { k, range in
      trajectory(
        optimizer, from: Array(start[range]), .float64,
        isTensors ? VariableLayout([("p", layout.entries[k].shape)]) : nil,
        gradients: gradients.map { Array($0[range]) })
    }
    expectClose(zip(parts[0], parts[1]).map { $0 + $1 }, whole, relative: 0)
  }

  @Test(arguments: OptimizerRegistry.names)
  func `float32 keeps its type and follows float64`(name: String) throws {
    let gradients = randomGradients(20, count: 37, seed: 3)
    let optimizer = try optimizer(name)
    let wide = trajectory(optimizer, from: start, .float64, layout, gradients: gradients)
    let narrow = trajectory(optimizer, from: start, .float32, layout, gradients: gradients)
    // Twenty steps, each rounding to 2⁻²⁴ a few times, which factors of matrices magnify.
    let magnifies = type(of: optimizer.rule).view == .tensors
    expectClose(narrow, wide, relative: magnifies ? 1e-3 : 1e-5)
    var stepper = Stepper(optimizer, start: NDArray(start).converted(to: .float32), layout)
    #expect(stepper.program.outputs[0].dtype == .float32)
    #expect(stepper.state.allSatisfy { $0.dtype == .float32 || $0.shape == [] })
  }

  @Test(arguments: OptimizerRegistry.names)
  func `every hyper-parameter changes the trajectory`(name: String) throws {
    let gradients = randomGradients(20, count: 8, seed: 4).map { $0.map { $0 + 0.5 } }
    let description = try Catalogue.method(named: name)
    let bases =
      [[:]]
      + description.hyperparameters.flatMap { setting in
        settings(of: name, setting).map { [setting.key: $0] }
      }
      + [
        description.hyperparameters.reduce(into: [:]) { all, setting in
          all[setting.key] = settings(of: name, setting).first
        }
      ]
    for setting in description.hyperparameters {
      // Some only matter beside another, Nesterov's form of a momentum, or beside several.
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
    let candidates = ["0.5", "0.25", "1", "2", "10", "1.01", "true", "false", "none"]
    return (candidates + setting.range.components(separatedBy: " or ")).filter {
      $0 != "\(setting.default)"
        && (try? OptimizerRegistry.make(name, settings: [setting.key: $0])) != nil
    }
  }

  /// The points of runs with a small rate and a large one, and where the function would be evaluated
  /// at their ends, bit by bit.
  private func course(
    _ name: String, _ settings: [String: String], _ gradients: [[Double]]
  ) throws -> [[UInt64]] {
    let rule = try OptimizerRegistry.make(name, settings: settings)
    return [0.05, 1].flatMap { rate in
      var stepper = Stepper(
        Optimizer(rule, learningRate: rate), start: NDArray(Array(start.prefix(8))),
        VariableLayout([("W", [3, 2]), ("b", [2])]))
      let points = gradients.map { gradient in
        stepper.advance(gradient)
        return stepper.parameters.doubles
      }
      return (points + [stepper.evaluationPoint.doubles]).map { $0.map(\.bitPattern) }
    }
  }

  @Test(arguments: OptimizerRegistry.names)
  func `a run goes on from its copied state as if never interrupted`(name: String) throws {
    let gradients = randomGradients(10, count: 37, seed: 5)
    var whole = Stepper(try optimizer(name), start: NDArray(start), layout)
    var resumed = Stepper(try optimizer(name), start: NDArray(start), layout)
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
    let rule = try OptimizerRegistry.make(name)
    // The rate of a rule that finds its own is a factor of it, 1.
    let ends = [0.05, type(of: rule).defaultLearningRate].map { rate in
      var stepper = Stepper(
        Optimizer(rule, learningRate: rate), start: NDArray([3.0, -2.0]),
        VariableLayout([("W", [2, 1])]))
      for _ in 0..<200 {
        let p = stepper.parameters.doubles
        stepper.advance([p[0] - 1, 4 * (p[1] - 1)])
      }
      let p = stepper.parameters.doubles
      return square(p[0] - 1) + 4 * square(p[1] - 1)
    }
    #expect(ends.contains { $0 < 0.99 * (4 + 36) }, "\(ends)")
  }

  private func square(_ x: Double) -> Double { x * x }

  @Test func `no two rules share a name`() {
    #expect(Set(OptimizerRegistry.names).count == OptimizerRegistry.names.count)
  }
}
