import DescentCore
import DescentOptimizers
import Foundation
import Testing

@testable import DescentTraining

/// Outcomes drawn from a model.
@Suite struct SamplingTests {
  @Test func `classes come as often as their probabilities say`() {
    let rows = 20_000
    let logits = [0.0, 1, -1]
    let program = Program(.init([]), threads: 1) { t in
      var random = RandomTensors(seed: 7, step: t)
      let output = Tensor(NDArray(logits)).broadcast(to: [rows, 3])
      return [Loss.softmaxCrossEntropy().sample(output, &random)]
    }
    let classes = program(NDArray(scalar: 1))[0].doubles
    let total = logits.reduce(0) { $0 + exp($1) }
    for (index, logit) in logits.enumerated() {
      let share = Double(classes.count { $0 == Double(index) }) / Double(rows)
      let p = exp(logit) / total
      // Four standard deviations.
      #expect(abs(share - p) < 4 * (p * (1 - p) / Double(rows)).squareRoot(), "class \(index)")
    }
  }

  @Test func `so do two classes`() {
    let program = Program(.init([]), threads: 1) { t in
      var random = RandomTensors(seed: 8, step: t)
      let output = Tensor(NDArray(scalar: 0.7)).broadcast(to: [20_000, 1])
      return [Loss.binaryCrossEntropy.sample(output, &random)]
    }
    let share = program(NDArray(scalar: 1))[0].doubles.reduce(0, +) / 20_000
    #expect(abs(share - 1 / (1 + exp(-0.7))) < 4 * (0.25 / 20_000).squareRoot())
  }

  @Test func `Sophia trains with sampled outcomes, and says where there are none`() throws {
    let rule = Sophia.with { $0.estimator = .gaussNewtonBartlett }
    var options = TrainingOptions()
    options.epochs = 3
    let data = try NamedDataset.named("digits").load().train
    let trainer = try Trainer(
      ModelSpecification(hidden: [16]), on: data, optimizer: Optimizer(rule, learningRate: 0.01),
      options: options)
    #expect(try #require(trainer.run().lastEpoch).trainLoss < 1.5)
    guard case .rule(let optimizer) = trainer.method else {
      Issue.record("\(trainer.method.name) is no rule")
      return
    }
    #expect((optimizer.rule as? Sophia)?.examples == 32)
    let error = try #require(throws: DescentError.self) {
      _ = try Trainer(
        ModelSpecification(hidden: [16]), on: data, loss: .hinge, optimizer: Optimizer(rule))
    }
    #expect(
      "\(error)"
        == "sophia: expected a model of classes, to draw outcomes from, found the loss hinge"
    )
  }
}
