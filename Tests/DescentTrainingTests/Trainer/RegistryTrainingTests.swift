import DescentCore
import DescentOptimizers
import DescentTraining
import Testing

/// Every rule on a network: it does well untuned, or the catalogue says what to tune.
@Suite struct RegistryTrainingTests {
  private static let digits = Result { try NamedDataset.named("digits").load() }

  /// The rules that claim to do well with their defaults.
  private static var untuned: [String] {
    OptimizerRegistry.rules.filter { $0.tuning == nil }.map { $0.name }
  }

  @Test(arguments: untuned)
  func `defaults reach 95 percent on digits`(name: String) throws {
    let data = try Self.digits.get()
    let trainer = try Trainer(
      ModelSpecification(hidden: [128, 64]), on: data.train,
      optimizer: Optimizer(
        try OptimizerRegistry.make(name), schedule: Schedule(CosineAnnealing())))
    let accuracy = try trainer.run().model.evaluate(try #require(data.test)).accuracy
    #expect(try #require(accuracy) >= 0.95)
  }
}
