import DescentCore
import DescentOptimizers
import Testing

@testable import DescentTraining

/// Every rule on a network: it does well untuned, or the catalogue says what to tune.
@Suite struct RegistryTrainingTests {
  private static let digits = Result { try NamedDataset.named("digits").load() }

  /// The rules that claim to do well with their defaults.
  private static var untuned: [String] {
    OptimizerRegistry.rules.filter { $0.tuning == nil }.map { $0.name }
  }

  @Test(arguments: untuned, 0..<3)
  func `defaults reach 95 percent on digits`(name: String, seed: Int) throws {
    let data = try Self.digits.get()
    var options = TrainingOptions()
    options.seed = UInt64(seed)
    let rule = try OptimizerRegistry.make(name)
    var optimizer = Optimizer(rule, schedule: .usual(for: rule, on: data.train, options))
    optimizer.seed = UInt64(seed)
    let trainer = try Trainer(
      .usual(for: data.train), on: data.train, optimizer: optimizer, options: options)
    let accuracy = try trainer.run().model.evaluate(try #require(data.test)).accuracy
    #expect(try #require(accuracy) >= 0.95)
  }
}
